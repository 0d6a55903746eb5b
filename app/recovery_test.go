package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/siak"
)

var someGroups = []string{"QHRP9", "W0QW2", "YNXAG", "1T383", "4Q8NS", "YHFJ7", "RP0PT"}

// protecting is a supervisor's session that makes recovery codes.
type protecting struct {
	*fakeSession
	needs  bool
	made   int
	noted  []string
	refuse siak.Kind
}

func (p *protecting) NeedsRecoveryCode() bool { return p.needs }

func (p *protecting) NewRecoveryCode(context.Context) (pages.RecoveryCode, error) {
	p.made++
	return pages.RecoveryCode{Groups: someGroups, EndsWith: func(typed string) bool { return strings.EqualFold(typed, someGroups[6]) }}, nil
}

func (p *protecting) NoteRecoveryCode(_ context.Context, secret []byte) error {
	if p.refuse != "" {
		return siak.E("note", p.refuse, nil)
	}
	p.noted = append(p.noted, string(secret))
	return nil
}

func recoveryRig(t *testing.T, s setting, needs bool) (*rig, *protecting) {
	t.Helper()
	r := supervisorRig(t, s)
	p := &protecting{fakeSession: r.backend.session, needs: needs}
	r.app.sessions.begin(p)
	r.desk.tell(baseState())
	return r, p
}

func recoveryScene(t *testing.T, s setting) *rig {
	r, _ := recoveryRig(t, s, true)
	return r
}

// TestRecoveryCodeIsShownOnce: the supervisor who needs a code is shown it at once, says
// with its last group that it is on paper, and binds the account with the passphrase.
func TestRecoveryCodeIsShownOnce(t *testing.T) {
	r, p := recoveryRig(t, plain, true)
	if _, is := r.app.sessions.counter.page.(*pages.RecoveryPage); !is {
		t.Fatalf("the page is %T", r.app.sessions.counter.page)
	}
	for _, group := range someGroups {
		if !r.says(group) {
			t.Errorf("group %s is not shown", group)
		}
	}
	r.fill("QHRP9", "pagi yang cerah")
	if !r.tells("recovery.last.wrong") || len(p.noted) != 0 {
		t.Error("another group is taken for the last one")
	}
	r.fields()[0].SetText("rp0pt")
	p.refuse = siak.KindWrongPassphrase
	if r.submit(); !r.tells("secret.old.wrong") {
		t.Errorf("a wrong passphrase is not told: %q", r.texts())
	}
	p.refuse = ""
	r.fields()[1].SetText("pagi yang cerah")
	if r.submit(); !slices.Equal(p.noted, []string{"pagi yang cerah"}) || r.app.sessions.counter.page != nil || p.made != 1 {
		t.Errorf("noted %q, page %T, %d codes made", p.noted, r.app.sessions.counter.page, p.made)
	}
	r, p = recoveryRig(t, plain, true)
	if r.press(fyne.KeyEscape); r.app.sessions.counter.page != nil || len(p.noted) != 0 {
		t.Error("it cannot be put off")
	}
	r, p = recoveryRig(t, plain, false)
	if r.app.sessions.counter.page != nil || p.made != 0 {
		t.Error("a code is made that nobody needs")
	}
	if r.choose("menu.recovery"); p.made != 1 {
		t.Error("the menu makes no code")
	}
}

// mistyped is the error for a recovery code of which a group does not fit.
type mistyped int

func (m mistyped) Error() string      { return "mistyped" }
func (m mistyped) MistypedGroup() int { return int(m) }

// recovering is a backend whose folder a recovery code opens.
type recovering struct {
	*fakeBackend
	fails  error
	opened []string
}

func (b *recovering) Recover(_ context.Context, name, code string, passphrase []byte, _ func(Step)) (Session, error) {
	if b.fails != nil {
		return nil, b.fails
	}
	b.opened = append(b.opened, name, code, string(passphrase))
	return b.session, nil
}

func recoverRig(t *testing.T, s setting) (*rig, *recovering) {
	t.Helper()
	r := newRig(t, s)
	r.backend.officers = []string{"Siti Rahma", "Ratna Dewi"}
	b := &recovering{fakeBackend: r.backend}
	r.app.sessions.backend = b
	r.app.sessions.welcome()
	r.app.env.Screen().(*signInPage).refused(siak.KindOtherTPM)
	return r, b
}

func otherTPMScene(t *testing.T, s setting) *rig {
	r, _ := recoverRig(t, s)
	return r
}

func recoverScene(t *testing.T, s setting) *rig {
	r, b := recoverRig(t, s)
	b.fails = siak.E("read", siak.KindRecoveryMistyped, mistyped(3))
	r.press(fyne.KeyF3)
	r.fill("QHRP9-W0QW2-YNXAQ-1T383-4Q8NS-YHFJ7-RP0PT", "sate padang pedas", "sate padang pedas")
	return r
}

// TestRecoveryCodeOpens: where the TPM is another one the sign-in page leads to the
// recovery code; what is wrong is told at its field, and the right one signs in.
func TestRecoveryCodeOpens(t *testing.T) {
	r := recoverScene(t, plain)
	b := r.app.sessions.backend.(*recovering)
	if !r.tells("recover.group", 3) {
		t.Errorf("the mistyped group is not told: %q", r.texts())
	}
	for kind, wants := range map[siak.Kind]string{siak.KindWeakPassphrase: "weak.pass", siak.KindRecoveryWrong: "", siak.KindNotAllowed: ""} {
		b.fails = siak.E("recover", kind, errors.New("in a test"))
		if r.submit(); wants != "" && !r.tells(wants) || wants == "" && !r.saysKind(kind) {
			t.Errorf("%s is not told: %q", kind, r.texts())
		}
	}
	b.fails = nil
	r.submit()
	if want := []string{"Siti Rahma", "QHRP9-W0QW2-YNXAQ-1T383-4Q8NS-YHFJ7-RP0PT", "sate padang pedas"}; !slices.Equal(b.opened, want) || r.app.sessions.counter == nil {
		t.Errorf("opened %q", b.opened)
	}
	r, _ = recoverRig(t, plain)
	if r.press(fyne.KeyF3, fyne.KeyEscape); !r.tells("signin.title") {
		t.Error("Esc does not lead back")
	}
	r.app.env.Screen().(*signInPage).refused(siak.KindWrongPassphrase)
	if r.press(fyne.KeyF3); !r.tells("signin.title") {
		t.Error("a wrong passphrase leads to the recovery code")
	}
}

// TestProtectionIsSaid behind the storage's place in the status line.
func TestProtectionIsSaid(t *testing.T) {
	for key, c := range map[string]Condition{
		"store.by.tpm":        {Protection: Protection{By: siak.ProtectedByTPM}},
		"store.by.keyring":    {Protection: Protection{By: siak.ProtectedByKeyring}},
		"store.by.passphrase": {Protection: Protection{By: siak.ProtectedByPassphrase}},
		"store.by.code":       {Protection: Protection{By: siak.ProtectedByPassphrase, Unbound: 1, NeedsCode: true}},
	} {
		if r := storeScene(c)(t, plain); !r.tells(key) {
			t.Errorf("%s is not said: %q", key, r.texts())
		}
	}
	if r := storeScene(Condition{Protection: Protection{By: siak.ProtectedByPassphrase, Unbound: 2, Binds: true}})(t, plain); !r.tells("store.by.some", 2) {
		t.Errorf("accounts that are not bound are not counted: %q", r.texts())
	}
}
