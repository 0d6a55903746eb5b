package app

import (
	"context"
	"image"
	"image/color"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets/sound"
	"ikd/station/assets/words"
	"ikd/station/scanner"
	"ikd/station/scanner/wedge"
	"ikd/station/siak"
)

// oneApp guards the test application that all windows share.
var oneApp sync.Once

// usual is the screen of most laptops.
var usual = fyne.NewSize(1366, 768)

// noon is the moment of every test: 12 March 2026, 08.41 WIB.
var noon = time.Date(2026, 3, 12, 8, 41, 0, 0, siak.WIB)

// rig is a window on the test driver, with everything around it made up.
type rig struct {
	t       *testing.T
	app     *App
	backend *fakeBackend
	desk    *fakeDesk
	sounds  *fakeSounds
}

type setting struct {
	lang words.Lang
	look ui.Look
	size fyne.Size
}

func newRig(t *testing.T, s setting) *rig {
	t.Helper()
	oneApp.Do(func() { test.NewApp() }) // a new one for each would read the font each time
	r := &rig{t: t, desk: &fakeDesk{}, sounds: &fakeSounds{}}
	r.backend = &fakeBackend{prefs: map[string]string{prefLanguage: string(s.lang), prefLook: string(s.look)}}
	r.backend.session = &fakeSession{desk: r.desk, me: Account{Name: "Ratna Dewi", Lockout: Lockout{Left: 15}}}
	r.app = New(fyne.CurrentApp(), r.backend)
	r.app.sessions.sounds = r.sounds
	r.app.env.Now = func() time.Time { return noon }
	r.app.thread.Post = func(f func()) { f() }
	r.app.thread.Spawn = func(f func()) { f() }
	if s.size.IsZero() {
		s.size = usual
	}
	r.app.start(t.Context())
	t.Cleanup(r.app.env.Close)
	r.app.env.Resize(s.size)
	return r
}

// workers are the officers of a rig at work.
func workers() []string { return []string{"Ratna Dewi"} }

// work signs an officer in and shows a state.
func (r *rig) work(s desk.State) *rig {
	if len(r.backend.officers) == 0 {
		r.backend.officers = workers()
	}
	r.app.sessions.open.add(r.backend.session)
	r.app.sessions.begin(r.backend.session)
	r.app.sessions.counter.preview.Receive(someView())
	r.desk.tell(s)
	return r
}

func (r *rig) press(names ...fyne.KeyName) {
	for _, n := range names {
		e := &fyne.KeyEvent{Name: n}
		c := r.app.env.Canvas()
		if f := c.Focused(); f != nil {
			f.TypedKey(e)
		} else {
			c.OnTypedKey()(e)
		}
	}
}

type fakeDesk struct {
	subs           []func(desk.State)
	confirms, away int
	others         int
}

func (d *fakeDesk) Confirm()                       { d.confirms++ }
func (d *fakeDesk) PutAway()                       { d.away++ }
func (d *fakeDesk) TakeOther()                     { d.others++ }
func (d *fakeDesk) Subscribe(f func(s desk.State)) { d.subs = append(d.subs, f) }

func (d *fakeDesk) tell(s desk.State) {
	for _, f := range d.subs {
		f(s)
	}
}

type fakeSounds struct{ played []sound.Name }

func (*fakeSounds) Open()               {}
func (s *fakeSounds) Play(n sound.Name) { s.played = append(s.played, n) }

type fakeBackend struct {
	officers []string
	accounts []Account // instead of officers
	wiped    bool
	rescued  bool
	broken   error // of Accounts
	training bool
	prefs    map[string]string
	session  *fakeSession
	err      error
	late     error // of who was admitted already
	created  string
	given    string
	caps     bool
}

func (b *fakeBackend) Accounts() ([]Account, error) {
	if b.wiped {
		return nil, siak.E("list officers", siak.KindWiped, nil)
	}
	if b.broken != nil {
		return nil, b.broken
	}
	all := slices.Clone(b.accounts)
	for _, name := range b.officers {
		all = append(all, Account{Name: name, Lockout: Lockout{Left: 15}})
	}
	return all, nil
}

func (b *fakeBackend) Rescue(context.Context) (Rescued, error) {
	b.rescued = true
	return Rescued{File: "/home/loket/Dokumen/ledger-loket-20260312-084100.db", Activations: 211, Lost: 3}, nil
}

func (b *fakeBackend) FinishWipe(context.Context) (Wiped, error) {
	b.wiped = false
	return Wiped{Activations: 2, File: "/home/loket/Dokumen/untuk-pusat/aktivasi.ikd", Audit: "/home/loket/Dokumen/untuk-pusat/audit.jsonl"}, nil
}

func (b *fakeBackend) Pref(key string) string    { return b.prefs[key] }
func (b *fakeBackend) SetPref(key, value string) { b.prefs[key] = value }

func (b *fakeBackend) CapsLock() bool { return b.caps }

// Form takes what ends in an asterisk for a whole code.
func (b *fakeBackend) Form(text string) wedge.Form {
	switch {
	case !wedge.Ours(text):
		return wedge.Foreign
	case strings.HasSuffix(text, "*"):
		return wedge.Whole
	}
	return wedge.Cut
}

func (b *fakeBackend) Training() (bool, string, string) {
	if !b.training {
		return false, "", ""
	}
	return true, "Petugas Latihan", "latihan latihan"
}

func (b *fakeBackend) Create(ctx context.Context, name string, pass []byte, progress func(Step)) (Session, error) {
	b.created = name
	return b.SignIn(ctx, name, pass, progress)
}

func (b *fakeBackend) SignIn(_ context.Context, _ string, pass []byte, progress func(Step)) (Session, error) {
	b.given = string(pass)
	progress(StepKeys)
	progress(StepReady)
	if b.err != nil {
		return nil, b.err
	}
	return b.session, nil
}

// Admit gives the session that SignIn gives.
func (b *fakeBackend) Admit(_ context.Context, _ string, pass []byte) (Enter, error) {
	b.given = string(pass)
	if b.err != nil {
		return nil, b.err
	}
	return func(_ context.Context, progress func(Step)) (Session, error) {
		progress(StepReady)
		return b.session, b.late
	}, nil
}

type fakeSession struct {
	scanned    []scanner.Reading
	desk       *fakeDesk
	train      *fakeTraining
	rows       []desk.Row
	chosen     string
	synced     int
	held       bool // the pull was stopped
	closed     bool
	cameras    []Camera
	me         Account
	locks      int
	unlocks    []string
	wrong      error // of Unlock and ChangeSecret
	idle       time.Duration
	changed    []Secret
	supervisor *fakeSupervisor
	tell       func(Condition)
	obeyed     bool

	asked     []desk.Query
	found     desk.Found
	searchErr error

	retried, closedFor []siak.ActivationID
}

func (s *fakeSession) Me() Account                { return s.me }
func (s *fakeSession) Lock(context.Context) error { s.locks++; return nil }
func (s *fakeSession) IdleLock() time.Duration    { return s.idle }
func (s *fakeSession) Watching(f func(Condition)) { s.tell = f; f(Condition{}) }
func (s *fakeSession) Obey(context.Context) (Wiped, error) {
	s.obeyed = true
	return Wiped{Audit: "/home/loket/Dokumen/untuk-pusat/audit.jsonl"}, nil
}

func (s *fakeSession) SetIdleLock(_ context.Context, after time.Duration) error {
	s.idle = after
	return nil
}

func (s *fakeSession) Unlock(_ context.Context, secret []byte) error {
	s.unlocks = append(s.unlocks, string(secret))
	return s.wrong
}

func (s *fakeSession) ChangeSecret(_ context.Context, old []byte, secret Secret) error {
	if string(old) != "yang lama" {
		return siak.E("change", siak.KindWrongPassphrase, nil)
	}
	secret.Text = slices.Clone(secret.Text) // the caller clears its own
	s.changed = append(s.changed, secret)
	return s.wrong
}

func (s *fakeSession) Supervisor() Supervisor {
	if s.supervisor == nil {
		return nil
	}
	return s.supervisor
}

func (s *fakeSession) Retry(_ context.Context, id siak.ActivationID) error {
	s.retried = append(s.retried, id)
	return s.wrong
}

func (s *fakeSession) GiveUp(_ context.Context, id siak.ActivationID) error {
	s.closedFor = append(s.closedFor, id)
	return s.wrong
}

func (s *fakeSession) Search(_ context.Context, q desk.Query) (desk.Found, error) {
	s.asked = append(s.asked, q)
	return s.found, s.searchErr
}

func (s *fakeSession) Desk() Desk                                      { return s.desk }
func (s *fakeSession) Watch(func(scanner.View))                        {}
func (s *fakeSession) Cameras(context.Context) ([]Camera, error)       { return s.cameras, nil }
func (s *fakeSession) Choose(id string) error                          { s.chosen = id; return nil }
func (s *fakeSession) Activations(context.Context) ([]desk.Row, error) { return s.rows, nil }
func (s *fakeSession) Scanned(r scanner.Reading)                       { s.scanned = append(s.scanned, r) }
func (s *fakeSession) SyncNow()                                        { s.synced++ }
func (s *fakeSession) HoldSync()                                       { s.held = true }
func (s *fakeSession) ResumeSync()                                     { s.held = false }
func (s *fakeSession) Close() error                                    { s.closed = true; return nil }

func (s *fakeSession) Training() Training {
	if s.train == nil {
		return nil
	}
	return s.train
}

type fakeTraining struct {
	off      bool
	called   []siak.Outcome
	finished []string
	mails    []Mail
}

func (t *fakeTraining) Network(on bool)                      { t.off = !on }
func (t *fakeTraining) NetworkOn() bool                      { return !t.off }
func (t *fakeTraining) NextPhone(o siak.Outcome) error       { t.called = append(t.called, o); return nil }
func (t *fakeTraining) Mail(context.Context) ([]Mail, error) { return t.mails, nil }

func (t *fakeTraining) Finish(_ context.Context, m Mail) error {
	t.finished = append(t.finished, m.Registration)
	return nil
}

// someView is a picture with a phone in it, found.
func someView() scanner.View {
	img := image.NewRGBA(image.Rect(0, 0, 640, 360))
	for y := range 360 {
		for x := range 640 {
			c := color.RGBA{84, 92, 98, 255}
			if x > 250 && x < 390 && y > 60 && y < 330 {
				c = color.RGBA{24, 27, 33, 255}
			}
			if x > 262 && x < 378 && y > 120 && y < 236 {
				c = color.RGBA{236, 238, 240, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return scanner.View{Picture: img, Found: true, Outline: [4]scanner.Point{{X: 266, Y: 124}, {X: 374, Y: 124}, {X: 374, Y: 232}, {X: 266, Y: 232}}}
}

func mustNIK(s string) siak.NIK {
	n, err := siak.ParseNIK(s)
	if err != nil {
		panic(err)
	}
	return n
}

// The scenes: states as the desk would hand them out.

func someStatus() desk.Status {
	return desk.Status{
		Link: desk.LinkOnline, Queue: 2, Camera: "HD Webcam", CameraLive: true,
		Data:    siak.Freshness{Residents: 5000, SyncedAt: noon.Add(-11 * time.Minute)},
		Officer: "Ratna Dewi", Office: "Kec. Beji", Zone: siak.WIB,
	}
}

func someRows() []desk.Row {
	names := []string{"Siti Nurhaliza Rahmawati", "Bagus Prakoso", "Maria Goreti Simanjuntak", "Agus Setiawan", "Dewi Lestari Kusumaningrum"}
	states := []siak.State{siak.Sending, siak.Accepted, siak.Active, siak.Rejected, siak.Accepted}
	var rows []desk.Row
	for i, n := range names {
		r := desk.Row{
			ID: siak.ActivationID{byte(i + 1)}, Name: n, NIK: mustNIK("3276065203919012"), State: states[i],
			ConfirmedAt: noon.Add(time.Duration(-2-3*i) * time.Minute),
		}
		if r.State == siak.Rejected {
			r.Reason = siak.ReasonAlreadyPending
		}
		rows = append(rows, r)
	}
	return rows
}

func someCard(o siak.Outcome) *desk.Card {
	return &desk.Card{
		Outcome: o, Known: true, Name: "Siti Nurhaliza Rahmawati", NIK: mustNIK("3276065203919012"),
		Sex: siak.Female, Birth: siak.Date{Year: 1991, Month: 3, Day: 12}, Age: 35,
		District: "327606", Village: "Kukusan", CanConfirm: o.Confirmable(), ReadAt: noon,
	}
}

func baseState() desk.State {
	return desk.State{
		Phase: desk.Waiting, Status: someStatus(),
		Today: desk.Today{Total: 63, Sent: 60, Waiting: 2, Rejected: 1, Latest: someRows()},
	}
}

func judgedState(o siak.Outcome, ws ...siak.Warning) desk.State {
	s := baseState()
	s.Phase, s.Card = desk.Judged, someCard(o)
	s.Card.Warnings = ws
	return s
}

func underAgeState() desk.State {
	s := judgedState(siak.UnderAge)
	s.Card.Birth, s.Card.Age = siak.Date{Year: 2010, Month: 3, Day: 12}, 16
	s.Card.EligibleOn = siak.Date{Year: 2027, Month: 3, Day: 12}
	s.Card.Name = "Rizky Ramadhan"
	s.Card.Sex = siak.Male
	s.Card.NIK = mustNIK("3276061203109034")
	return s
}

func savedState(st siak.State) desk.State {
	s := judgedState(siak.Eligible)
	s.Phase = desk.Saved
	s.Card.Activation = &desk.Row{State: st}
	return s
}

func offlineState() desk.State {
	s := savedState(siak.Queued)
	s.Status.Link, s.Status.Queue = desk.LinkOffline, 12
	s.Today.Waiting, s.Today.Sent = 12, 50
	return s
}

func codeState(o siak.Outcome) desk.State {
	s := baseState()
	s.Phase, s.Card = desk.Judged, &desk.Card{Outcome: o, ReadAt: noon}
	return s
}
