package proxy

import (
	"context"
	"net/url"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// WinHTTP is the part of Windows that knows its proxy settings and evaluates
// scripts: https://learn.microsoft.com/windows/win32/winhttp/winhttp-autoproxy-support
var (
	winhttp      = windows.NewLazySystemDLL("winhttp.dll")
	procConfig   = winhttp.NewProc("WinHttpGetIEProxyConfigForCurrentUser")
	procOpen     = winhttp.NewProc("WinHttpOpen")
	procForURL   = winhttp.NewProc("WinHttpGetProxyForUrl")
	procClose    = winhttp.NewProc("WinHttpCloseHandle")
	procTimeouts = winhttp.NewProc("WinHttpSetTimeouts")
	globalFree   = windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalFree")
)

// userConfig is WINHTTP_CURRENT_USER_IE_PROXY_CONFIG.
type userConfig struct {
	autoDetect            int32
	script, proxy, bypass *uint16
}

// autoOptions is WINHTTP_AUTOPROXY_OPTIONS.
type autoOptions struct {
	flags       uint32
	detectFlags uint32
	script      *uint16
	reserved    uintptr
	reserved2   uint32
	autoLogon   int32
}

// proxyInfo is WINHTTP_PROXY_INFO.
type proxyInfo struct {
	access        uint32
	proxy, bypass *uint16
}

// The values of WinHTTP's header that are used.
const (
	autoDetect       = 1     // WINHTTP_AUTOPROXY_AUTO_DETECT
	autoScript       = 2     // WINHTTP_AUTOPROXY_CONFIG_URL
	detectByDHCPDNS  = 1 | 2 // WINHTTP_AUTO_DETECT_TYPE_DHCP | _DNS_A
	accessNoProxy    = 1     // WINHTTP_ACCESS_TYPE_NO_PROXY
	accessNamedProxy = 3     // WINHTTP_ACCESS_TYPE_NAMED_PROXY
	scriptTimeout    = 3000  // milliseconds for each step of fetching a script
)

// scriptKept is how long what a script said is believed: fetching it may take
// seconds, and a laptop that changes the network is not to wait for long.
const scriptKept = time.Minute

// scripted remembers what a script said of a target, or that there was none.
var scripted struct {
	sync.Mutex
	of, proxies, bypass string
	ok                  bool
	until               time.Time
}

// system is the proxy that the environment names, or else the settings of Windows.
func system(ctx context.Context, target *url.URL) (*url.URL, error) {
	if proxy, named, err := environment(target); named {
		return proxy, err
	}
	found := make(chan struct{})
	var proxies, bypass string
	go func() { // Windows cannot be told to stop
		defer close(found)
		proxies, bypass = settings(target)
	}()
	select {
	case <-found:
		return listed(proxies, bypass, target)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// settings are the lists of Windows that hold for a target. What cannot be read is
// no proxy, as for the browsers: away from the office there is no script.
func settings(target *url.URL) (proxies, bypass string) {
	var c userConfig
	if ok, _, _ := procConfig.Call(uintptr(unsafe.Pointer(&c))); ok == 0 {
		return "", ""
	}
	defer free(c.script, c.proxy, c.bypass)
	if c.autoDetect != 0 || c.script != nil {
		if proxies, bypass, ok := byScript(&c, target); ok {
			return proxies, bypass
		}
	}
	return text(c.proxy), text(c.bypass)
}

// byScript has Windows find and evaluate the script, unless it was done lately;
// false where there is none.
func byScript(c *userConfig, target *url.URL) (proxies, bypass string, ok bool) {
	scripted.Lock()
	defer scripted.Unlock()
	of := target.String() + " " + text(c.script)
	if scripted.of != of || !time.Now().Before(scripted.until) {
		scripted.proxies, scripted.bypass, scripted.ok = evaluate(c, target)
		scripted.of, scripted.until = of, time.Now().Add(scriptKept)
	}
	return scripted.proxies, scripted.bypass, scripted.ok
}

// evaluate has Windows fetch the script and ask it for a target.
func evaluate(c *userConfig, target *url.URL) (proxies, bypass string, ok bool) {
	session, _, _ := procOpen.Call(0, accessNoProxy, 0, 0, 0)
	if session == 0 {
		return "", "", false
	}
	defer func() { _, _, _ = procClose.Call(session) }()
	_, _, _ = procTimeouts.Call(session, scriptTimeout, scriptTimeout, scriptTimeout, scriptTimeout)
	address, err := windows.UTF16PtrFromString(target.String() + "/")
	if err != nil {
		return "", "", false
	}
	o := autoOptions{autoLogon: 1}
	if c.script != nil {
		o.flags, o.script = autoScript, c.script
	}
	if c.autoDetect != 0 {
		o.flags, o.detectFlags = o.flags|autoDetect, detectByDHCPDNS
	}
	var info proxyInfo
	if got, _, _ := procForURL.Call(session, uintptr(unsafe.Pointer(address)), uintptr(unsafe.Pointer(&o)), uintptr(unsafe.Pointer(&info))); got == 0 {
		return "", "", false
	}
	defer free(info.proxy, info.bypass)
	if info.access == accessNamedProxy {
		return text(info.proxy), text(info.bypass), true
	}
	return "", "", true
}

func text(p *uint16) string {
	if p == nil {
		return ""
	}
	return windows.UTF16PtrToString(p)
}

// free gives back what WinHTTP has allocated.
func free(all ...*uint16) {
	for _, p := range all {
		if p != nil {
			_, _, _ = globalFree.Call(uintptr(unsafe.Pointer(p)))
		}
	}
}
