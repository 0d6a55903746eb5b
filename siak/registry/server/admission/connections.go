package admission

import (
	"container/list"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
)

// connections are those that are open.
type connections struct {
	mu       sync.Mutex
	l        Limits
	of       map[net.Conn]*connection
	unknown  *list.List            // of *connection, oldest first
	hosts    map[string]*list.List // the same by address
	stations map[string]*list.List
}

// connection is one that is open, and where it is listed.
type connection struct {
	conn         net.Conn
	host         string
	station      string
	inAll, inOne *list.Element
}

type connectionKey struct{}

func newConnections(l Limits) connections {
	return connections{
		l: l, of: map[net.Conn]*connection{}, unknown: list.New(),
		hosts: map[string]*list.List{}, stations: map[string]*list.List{},
	}
}

// Watch has a server's connections counted. Call it before the server serves.
func (c *Control) Watch(srv *http.Server) {
	srv.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, connectionKey{}, c.connections.opened(conn))
	}
	srv.ConnState = func(conn net.Conn, state http.ConnState) {
		if state == http.StateClosed || state == http.StateHijacked {
			c.connections.closed(conn)
		}
	}
}

// opened counts a connection for its address, and ends the oldest where there are
// too many.
func (s *connections) opened(conn net.Conn) *connection {
	n := &connection{conn: conn, host: Host(conn.RemoteAddr().String())}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[conn] = n
	n.inAll, n.inOne = s.unknown.PushBack(n), push(s.hosts, n.host, n)
	if s.hosts[n.host].Len() > s.l.HostConnections {
		s.end(s.hosts[n.host].Front())
	} else if s.unknown.Len() > s.l.Connections {
		s.end(s.unknown.Front())
	}
	return n
}

// known counts a connection for a station from now on.
func (s *connections) known(ctx context.Context, station string) {
	n, is := ctx.Value(connectionKey{}).(*connection)
	if !is {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.station != "" || s.of[n.conn] != n {
		return
	}
	s.remove(n)
	n.station, s.of[n.conn] = station, n
	n.inOne = push(s.stations, station, n)
	if s.stations[station].Len() > s.l.StationConnections {
		s.end(s.stations[station].Front())
	}
}

func (s *connections) closed(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.of[conn]; n != nil {
		s.remove(n)
	}
}

// end closes a connection without a word: the other end of one that is closed with
// TLS's alert may keep that from being sent.
func (s *connections) end(e *list.Element) {
	n := e.Value.(*connection)
	s.remove(n)
	conn := n.conn
	if t, is := conn.(*tls.Conn); is {
		conn = t.NetConn()
	}
	_ = conn.Close()
}

func (s *connections) remove(n *connection) {
	delete(s.of, n.conn)
	if n.station != "" {
		pull(s.stations, n.station, n.inOne)
		return
	}
	s.unknown.Remove(n.inAll)
	pull(s.hosts, n.host, n.inOne)
}

func push(lists map[string]*list.List, key string, n *connection) *list.Element {
	if lists[key] == nil {
		lists[key] = list.New()
	}
	return lists[key].PushBack(n)
}

func pull(lists map[string]*list.List, key string, e *list.Element) {
	lists[key].Remove(e)
	if lists[key].Len() == 0 {
		delete(lists, key)
	}
}

// Host is an address without its port; of IPv6 the network of 64 bits, for a host
// has many.
func Host(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ip := net.ParseIP(host)
	if ip == nil || ip.To4() != nil {
		return host
	}
	return ip.Mask(net.CIDRMask(64, 128)).String()
}
