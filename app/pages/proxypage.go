package pages

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// ProxyMode says where the proxy comes from.
type ProxyMode int

// The modes, in the order of the choice.
const (
	ProxySystem ProxyMode = iota
	ProxyNone
	ProxyOwn
)

// Proxy is the setting of the proxy on the way to the registry.
type Proxy struct {
	Mode    ProxyMode
	Address string // of an own one
	User    string
	// Password is set and never read: "" leaves the one that is there, if the
	// address and the user are the same. Kept says that there is one.
	Password string
	Kept     bool
}

// ProxyPage is where the proxy is chosen.
type ProxyPage struct {
	formPage
	way                     Connection
	mode                    *ui.Choice
	address, user, password *ui.Field
	kept                    bool
	missing                 bool // an own proxy without an address
	noted                   bool // the password is not kept
	after                   func()
}

// NewProxyPage reads what is set; after is where Enter leads once it is saved, and Esc.
func NewProxyPage(env *Env, frame Frame, way Connection, after func()) *ProxyPage {
	r := &ProxyPage{formPage: newFormPage(env, frame), way: way, after: after}
	r.mode = env.newTextChoice(func() { r.arrange(); frame.Refresh(r) }, "proxy.system", "proxy.none", "proxy.own")
	r.address, r.user, r.password = env.NewField(false), env.NewField(false), env.NewField(true)
	r.arrange()
	env.Work(func(ctx context.Context) func() {
		is := way.Proxy(ctx)
		return func() {
			r.mode.Chosen, r.kept = int(is.Mode), is.Kept
			r.address.SetText(is.Address)
			r.user.SetText(is.User)
			r.arrange()
			frame.Refresh(r)
		}
	})
	return r
}

// arrange has only an own proxy asked for its address.
func (r *ProxyPage) arrange() {
	if r.own() {
		r.SetFields(r.mode, r.address, r.user, r.password)
		return
	}
	r.SetFields(r.mode)
}

func (r *ProxyPage) own() bool { return ProxyMode(r.mode.Chosen) == ProxyOwn }

// Key implements [ui.Screen].
func (r *ProxyPage) Key(name fyne.KeyName) { r.Keys(name, r.send, r.after) }

func (r *ProxyPage) send() {
	if r.noted { // it was read
		r.after()
		return
	}
	r.failed = ""
	if r.missing = r.own() && strings.TrimSpace(r.address.Text) == ""; r.missing {
		r.frame.Refresh(r)
		r.GoTo(r.address)
		return
	}
	p := Proxy{Mode: ProxyMode(r.mode.Chosen)}
	if r.own() {
		p.Address, p.User, p.Password = strings.TrimSpace(r.address.Text), strings.TrimSpace(r.user.Text), r.password.Text
	}
	r.Busy = true
	r.frame.Refresh(r)
	r.env.Work(func(ctx context.Context) func() {
		failed := siak.KindOf(r.way.UseProxy(ctx, p))
		return func() { r.sent(failed) }
	})
}

// sent says what came of it. The page may have been left meanwhile.
func (r *ProxyPage) sent(failed siak.Kind) {
	r.Busy, r.failed = false, failed
	switch {
	case !r.frame.IsOpen(r):
	case failed == "":
		r.after()
	default:
		r.noted = failed == siak.KindProxyNotKept
		r.frame.Refresh(r)
	}
}

// Build implements [ui.Screen].
func (r *ProxyPage) Build() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	fields := ui.NewColumn(ui.Gap12, a.FormInput("proxy.mode", r.mode, "", r.rule()))
	both := ui.NewMaxWidth(fields)
	if r.own() {
		fields.Add(r.addressInput())
		both = ui.NewTwoColumns(fields, ui.NewColumn(ui.Gap12,
			a.FormInput("proxy.user", r.user, "", "proxy.user.rule"), a.FormInput("proxy.password", r.password, "", r.passwordRule())))
	}
	parts := ui.NewColumn(ui.Gap16, ui.NewParagraph(w.Text("proxy.text"), ui.SizeText, a.Palette.Muted), both)
	act := "proxy.save"
	switch {
	case r.noted:
		act = "proxy.read"
		parts.Add(a.Notice(assets.IconEye, siak.ToneLookTwice, a.Sentence(words.DeedChooseProxy, r.failed)))
	case r.failed != "" && r.failed != siak.KindProxySetting:
		parts.Add(a.Mistake(a.Sentence(words.DeedChooseProxy, r.failed)))
	}
	return r.form("proxy.title", parts, act, r.send, r.after)
}

// rule says what the chosen mode does.
func (r *ProxyPage) rule() string {
	return []string{"proxy.system.rule", "proxy.none.rule", "proxy.own.rule"}[r.mode.Chosen]
}

func (r *ProxyPage) passwordRule() string {
	if r.kept {
		return "proxy.password.kept"
	}
	return "proxy.password.rule"
}

// addressInput is the field with what is wrong with it, or the rule.
func (r *ProxyPage) addressInput() fyne.CanvasObject {
	switch {
	case r.missing:
		return r.env.FormInput("proxy.address", r.address, "proxy.need.address", "")
	case r.failed == siak.KindProxySetting:
		return r.env.RefusedInput("proxy.address", r.address, words.DeedChooseProxy, r.failed)
	}
	return r.env.FormInput("proxy.address", r.address, "", "proxy.address.rule")
}
