package siak

import (
	"slices"
	"strings"

	"ikd/station/siak/text"
)

// ReadEmail reads an address that somebody typed or pasted. It fails with
// [KindBadText], which names the character, where it has one that cannot be seen;
// whether it is an address is not judged, see [Email.Plausible].
func ReadEmail(typed string) (Email, error) {
	e, err := text.Canonical(typed)
	if err != nil {
		return "", E("read an e-mail address", KindBadText, err)
	}
	return Email(e), nil
}

// providers are where citizens have their mailboxes, the commonest first. The
// second list is of those whose name is nearly that of one of the first: they are
// never taken for a mistake.
var (
	providers      = strings.Fields("gmail.com yahoo.com yahoo.co.id hotmail.com outlook.com outlook.co.id icloud.com ymail.com rocketmail.com live.com")
	otherProviders = strings.Fields(`email.com mail.com gmx.com gmx.de gmx.net me.com msn.com aol.com mac.com proton.me protonmail.com
		zoho.com googlemail.com yandex.com yahoo.co.uk yahoo.com.sg yahoo.com.my yahoo.co.jp outlook.fr outlook.de live.co.uk live.com.my hotmail.co.id hotmail.co.uk mail.ru`)
)

// endings are mistyped ends of a domain and what is meant. None of the first is a
// top-level domain of the root zone.
var endings = [][2]string{
	{".con", ".com"},
	{".cmo", ".com"},
	{".ocm", ".com"},
	{".vom", ".com"},
	{".xom", ".com"},
	{".comm", ".com"},
	{".coom", ".com"},
	{".c0m", ".com"},
	{".cpm", ".com"},
	{".om", ".com"},
	{".co.di", ".co.id"},
	{".co.ld", ".co.id"},
	{".co.idd", ".co.id"},
	{".go.ld", ".go.id"},
	{".ac.ld", ".ac.id"},
	{".nett", ".net"},
	{".ogr", ".org"},
}

// Suggestion is the address that is probably meant where the domain looks
// mistyped: gmail.con, gmial.com, yahoo.co.idd. It is for asking back; the address
// may be right as it is, and nothing is refused for it.
func (e Email) Suggestion() (meant Email, ok bool) {
	at := strings.LastIndexByte(string(e), '@')
	if at < 1 {
		return "", false
	}
	local, typed := string(e[:at]), string(e[at+1:])
	domain := strings.ToLower(strings.NewReplacer(",", ".", ";", ".", " ", "", "..", ".").Replace(typed))
	domain = strings.Trim(domain, ".")
	if i := slices.IndexFunc(endings, func(x [2]string) bool { return strings.HasSuffix(domain, x[0]) }); i >= 0 {
		domain = strings.TrimSuffix(domain, endings[i][0]) + endings[i][1]
	}
	if !slices.Contains(providers, domain) && !slices.Contains(otherProviders, domain) {
		domain = nearestProvider(domain)
	}
	if domain == "" || strings.EqualFold(domain, typed) {
		return "", false
	}
	return Email(local + "@" + domain), true
}

// nearestProvider is the provider whose domain differs in one step of typing, or
// the domain itself. One is known to be mistyped by whole parts: gmail has no .co
// and no .co.id.
func nearestProvider(domain string) string {
	name, _, _ := strings.Cut(domain, ".")
	switch domain {
	case "gmail.co", "gmail.co.id", "gmail.id", "gmail", "gmail.cm":
		return "gmail.com"
	case "yahoo", "yahoo.cm":
		return "yahoo.com"
	case "yahoo.co", "yahoo.id":
		return "yahoo.co.id"
	}
	for _, p := range providers {
		known, _, _ := strings.Cut(p, ".")
		if len(name) > 3 && oneStep(domain, p) || len(name) > 4 && oneStep(name, known) && strings.TrimPrefix(domain, name) == strings.TrimPrefix(p, known) {
			return p
		}
	}
	return domain
}

// oneStep reports whether one letter more, less or changed, or two neighbours
// changed about, make one text of the other.
func oneStep(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case a == b || len(b) > len(a)+1:
		return false
	case len(b) == len(a)+1:
		return a[i:] == b[i+1:]
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// Domain is the part behind the @, which many share: no personal data.
func (e Email) Domain() string { return string(e)[strings.LastIndexByte(string(e), '@')+1:] }
