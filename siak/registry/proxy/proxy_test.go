package proxy

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"ikd/station/siak"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "system",
		" System ":                     "system",
		"none":                         "none",
		"proxy.dinas.example:3128":     "http://proxy.dinas.example:3128",
		"http://10.0.0.8:8080/":        "http://10.0.0.8:8080",
		"HTTPS://proxy.example:3129":   "https://proxy.example:3129",
		"socks5://[::1]:1080":          "socks5://[::1]:1080",
		"proxy.example":                "-",
		"proxy.example:99999":          "-",
		"proxy.example:0":              "-",
		"ftp://proxy.example:21":       "-",
		"http://u:rahasia@proxy:3128":  "-",
		"http://proxy:3128/proxy.pac":  "-",
		"pro\u200bxy.example:3128":     "-",
		"http://":                      "-",
		"://:":                         "-",
		"http://proxy.example:rahasia": "-",
	} {
		got, err := Parse(in)
		if want == "-" {
			if siak.KindOf(err) != siak.KindProxySetting || strings.Contains(err.Error(), "rahasia") {
				t.Errorf("%q: %v, %v", in, got, err)
			}
			continue
		}
		if err != nil || got.String() != want {
			t.Errorf("%q: %q, %v; want %q", in, got.String(), err, want)
		}
		if again, err := Parse(got.String()); err != nil || again != got {
			t.Errorf("%q does not come back: %v, %v", in, again, err)
		}
	}
}

// TestPasswordIsNotPrinted under any verb.
func TestPasswordIsNotPrinted(t *testing.T) {
	s := Settings{Mode: Own, Address: "http://proxy:1", User: "loket", Password: "rahasia"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		if text := fmt.Sprintf(verb, s); strings.Contains(text, "rahasia") || strings.Contains(text, "loket") {
			t.Errorf("%s prints %q", verb, text)
		}
	}
}

func TestEnvironment(t *testing.T) {
	for name, c := range map[string]struct{ value, no, host, want string }{
		"none":                 {"", "", "pusat.example", ""},
		"a proxy":              {"http://proxy.example:3128", "", "pusat.example", "http://proxy.example:3128"},
		"without scheme":       {"proxy.example:3128", "", "pusat.example", "http://proxy.example:3128"},
		"without port":         {"http://proxy.example", "", "pusat.example", "http://proxy.example:80"},
		"with a password":      {"http://u:p@proxy.example:1", "", "pusat.example", "http://u:p@proxy.example:1"},
		"left out":             {"http://proxy.example:3128", ".example", "pusat.example", ""},
		"left out, unreadable": {"http://proxy.example:99999", ".example", "pusat.example", ""},
		"loopback":             {"http://proxy.example:99999", "", "127.0.0.1", ""},
		"localhost":            {"http://proxy.example:99999", "", "LocalHost", ""},
		"a wrong port":         {"http://proxy.example:99999", "", "pusat.example", "-"},
		"another scheme":       {"gopher://proxy.example:70", "", "pusat.example", "-"},
		"rubbish":              {"http://[::rahasia", "", "pusat.example", "-"},
		"blanks":               {"htt p://rahasia", "", "pusat.example", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, unset := range []string{"https_proxy", "no_proxy", "HTTP_PROXY", "http_proxy", "REQUEST_METHOD"} {
				t.Setenv(unset, "")
			}
			t.Setenv("HTTPS_PROXY", c.value)
			t.Setenv("NO_PROXY", c.no)
			got, err := Settings{}.For(t.Context(), &url.URL{Scheme: "https", Host: c.host + ":8443"})
			if c.want == "-" {
				if siak.KindOf(err) != siak.KindProxySetting || !strings.Contains(err.Error(), "HTTPS_PROXY") || strings.Contains(err.Error(), "rahasia") {
					t.Errorf("%v, %v", got, err)
				}
				return
			}
			if text := fmt.Sprint(got); err != nil || text != c.want && (c.want != "" || got != nil) {
				t.Errorf("%q, %v; want %q", text, err, c.want)
			}
		})
	}
}

// TestWindowsLists: the forms in which Windows gives its proxies and exceptions.
func TestWindowsLists(t *testing.T) {
	for name, c := range map[string]struct{ proxies, bypass, host, want string }{
		"none":              {"", "", "pusat.example", ""},
		"one for all":       {"proxy.dinas:8080", "", "pusat.example", "http://proxy.dinas:8080"},
		"without port":      {"proxy.dinas", "", "pusat.example", "http://proxy.dinas:80"},
		"by scheme":         {"http=a:1;https=b:2;socks=c:3", "", "pusat.example", "http://b:2"},
		"for http only":     {"http=a:1", "", "pusat.example", ""},
		"SOCKS":             {"socks=c:3", "", "pusat.example", "socks5://c:3"},
		"several of PAC":    {"a:1;b:2", "", "pusat.example", "http://a:1"},
		"left out":          {"a:1", "*.example;<local>", "pusat.example", ""},
		"left out by host":  {"a:1", "https://pusat.example:443", "pusat.example", ""},
		"left out as local": {"a:1", "<local>", "pusat", ""},
		"not left out":      {"a:1", "*.lain.example;10.*;<local>", "pusat.example", "http://a:1"},
		"a star inside":     {"a:1", "pu*.exam*", "pusat.example", ""},
		"unreadable":        {"a:99999", "", "pusat.example", "-"},
	} {
		got, err := listed(c.proxies, c.bypass, &url.URL{Scheme: "https", Host: c.host + ":443"})
		if c.want == "-" {
			if siak.KindOf(err) != siak.KindProxySetting {
				t.Errorf("%s: %v, %v", name, got, err)
			}
			continue
		}
		if text := fmt.Sprint(got); err != nil || text != c.want && (c.want != "" || got != nil) {
			t.Errorf("%s: %q, %v; want %q", name, text, err, c.want)
		}
	}
}
