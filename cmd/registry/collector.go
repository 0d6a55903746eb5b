package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"connectrpc.com/connect"
	"github.com/VictoriaMetrics/metrics"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/server/postgres"
	"ikd/station/siak/registry/server/row"
	"ikd/station/siak/registry/server/scope"
)

// collector counts and times what the program does, for Prometheus.
type collector struct {
	set      *metrics.Set
	methods  map[string]bool // a label has as many values as the contract calls
	inFlight atomic.Int64
	keys     func() []keys.Status // nil: none yet
}

func newCollector() *collector {
	f := &collector{set: metrics.NewSet(), methods: map[string]bool{}}
	services := pb.File_registry_proto.Services()
	for i := range services.Len() {
		methods := services.Get(i).Methods()
		for j := range methods.Len() {
			f.methods[fmt.Sprintf("/%s/%s", services.Get(i).FullName(), methods.Get(j).Name())] = true
		}
	}
	f.set.NewGauge("ikd_registry_calls_in_flight", func() float64 { return float64(f.inFlight.Load()) })
	return f
}

// watchRows adds the damaged rows of the register: what is above 0 is an alarm.
func (f *collector) watchRows(r *server.Registry) {
	for _, table := range row.Tables() {
		f.set.NewGauge(fmt.Sprintf("ikd_registry_damaged_rows{table=%q}", table), func() float64 {
			rows, _ := r.LeftOut(table)
			return float64(rows)
		})
		f.set.NewGauge(fmt.Sprintf("ikd_registry_rows_left_out_total{table=%q}", table), func() float64 {
			_, times := r.LeftOut(table)
			return float64(times)
		})
	}
}

// writeKeys tells when each of the registry's keys ends, and how many of a kind are
// to be rotated: what is above 0 is an alarm, 90 days before the end.
func (f *collector) writeKeys(w io.Writer) {
	if f.keys == nil {
		return
	}
	due := map[keys.Kind]int{}
	for _, k := range f.keys() {
		fmt.Fprintf(w, "ikd_registry_key_end_time_seconds{kind=%q,id=%q,state=%q} %d\n", k.Kind, k.ID, k.State, k.To.Unix())
		if k.Due {
			due[k.Kind]++
		}
	}
	for _, kind := range keys.Kinds() {
		fmt.Fprintf(w, "ikd_registry_keys_to_rotate{kind=%q} %d\n", kind, due[kind])
	}
}

// watchAlarms adds how often each alarm was raised on the days of the last 24
// hours, as the database has it: the same at every replica.
func (f *collector) watchAlarms(ctx context.Context, r *server.Registry) {
	for _, kind := range scope.AlarmKinds() {
		f.set.NewGauge(fmt.Sprintf("ikd_registry_alarms{alarm=%q}", string(kind)), func() float64 {
			within, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			counts, err := r.LastDay(within)
			if err != nil {
				return math.NaN()
			}
			return float64(counts[kind])
		})
	}
}

// watch adds the connections to the database.
func (f *collector) watch(store server.Storage) {
	p, ok := store.(*postgres.Store)
	if !ok {
		return
	}
	gauge := func(state string, value func(used, idle, most int) int) {
		f.set.NewGauge(fmt.Sprintf("ikd_registry_database_connections{state=%q}", state), func() float64 {
			return float64(value(p.Pool()))
		})
	}
	gauge("used", func(used, _, _ int) int { return used })
	gauge("idle", func(_, idle, _ int) int { return idle })
	gauge("most", func(_, _, most int) int { return most })
}

// decided counts a change of an activation.
func (f *collector) decided(e server.Event) {
	f.set.GetOrCreateCounter(fmt.Sprintf("ikd_registry_activations_total{state=%q}", string(e.State))).Inc()
}

// measured counts and times every call.
func (f *collector) measured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		f.inFlight.Add(1)
		defer f.inFlight.Add(-1)
		method := "other"
		if f.methods[r.URL.Path] {
			method = path.Base(r.URL.Path)
		}
		recorded := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(recorded, r)
		f.set.GetOrCreateCounter(fmt.Sprintf("ikd_registry_calls_total{method=%q,code=%q}", method, codeOf(recorded.status))).Inc()
		f.set.GetOrCreateSummary(fmt.Sprintf("ikd_registry_call_seconds{method=%q}", method)).UpdateDuration(began)
	})
}

// statusRecorder remembers the status of a response.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (a *statusRecorder) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap is for [http.ResponseController].
func (a *statusRecorder) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// codes are Connect's for the HTTP statuses that say which.
var codes = map[int]connect.Code{
	http.StatusBadRequest: connect.CodeInvalidArgument, http.StatusUnauthorized: connect.CodeUnauthenticated,
	http.StatusForbidden: connect.CodePermissionDenied, http.StatusNotFound: connect.CodeNotFound,
	http.StatusTooManyRequests: connect.CodeResourceExhausted, http.StatusNotImplemented: connect.CodeUnimplemented,
	http.StatusServiceUnavailable: connect.CodeUnavailable, http.StatusInternalServerError: connect.CodeInternal,
	http.StatusGatewayTimeout: connect.CodeDeadlineExceeded, 499: connect.CodeCanceled,
}

func codeOf(status int) string {
	if status < 300 {
		return "ok"
	}
	if code, known := codes[status]; known {
		return code.String()
	}
	return strings.ToLower(strings.ReplaceAll(http.StatusText(status), " ", "_"))
}

// write answers with Prometheus' text format.
func (f *collector) write(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	fmt.Fprintf(w, "ikd_registry_info{version=%q} 1\n", version)
	f.writeKeys(w)
	f.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
}
