//go:build cgo

package syncer_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/store"
)

// model is two stations, the network and the registry, and what must hold of
// them: rapid draws what happens and in which order.
type model struct {
	t         *rapid.T
	registry  *realRegistry
	counters  []*counter
	owner     map[siak.ActivationID]*counter // of all that was ever confirmed
	citizens  []citizen
	was       map[siak.ActivationID]siak.State // of the registry
	conflicts int
}

// citizen is one who has shown a code.
type citizen struct{ code, registration string }

// TestModel: whatever the network and the machines do, in the end the registry
// has each confirmed activation once, no citizen has two that stand, and each
// officer sees what became of the own ones.
func TestModel(t *testing.T) {
	total, conflicts := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t)
		defer m.close()
		t.Repeat(map[string]func(*rapid.T){
			"":                 m.check,
			"confirm":          m.confirm,
			"confirm at both":  m.confirmAtBoth,
			"come again":       m.comeAgain,
			"step":             m.step,
			"step again":       m.step,
			"late request":     m.arriveLate,
			"station dies":     m.die,
			"backup":           m.backup,
			"restore":          m.restore,
			"registry dies":    m.registryDies,
			"clock jumps":      m.jump,
			"a day passes":     m.dayPasses,
			"citizen finishes": m.finish,
		})
		m.heal()
		m.settled()
		total += len(m.owner)
		conflicts += m.conflicts
	})
	t.Logf("%d activations, %d conflicts told", total, conflicts)
	if conflicts == 0 {
		t.Error("the model never met a conflict")
	}
}

func newModel(t *rapid.T) *model {
	dir := scratch(t)
	m := &model{t: t, owner: map[siak.ActivationID]*counter{}, was: map[siak.ActivationID]siak.State{}}
	m.registry = &realRegistry{t: t, dir: filepath.Join(dir, "registry")}
	m.registry.open()
	for _, name := range []string{"A", "B"} {
		m.counters = append(m.counters, newCounter(t, filepath.Join(dir, name), m.registry))
	}
	return m
}

func (m *model) close() {
	for _, o := range m.counters {
		o.close()
	}
	m.registry.stop()
}

func (m *model) counter(t *rapid.T) *counter { return rapid.SampledFrom(m.counters).Draw(t, "station") }

func (m *model) take(o *counter, code string) {
	if a, took := o.confirm(code); took {
		m.owner[a.ID] = o
	}
}

// confirm: somebody new steps up.
func (m *model) confirm(t *rapid.T) {
	code, registration, err := m.registry.sandbox.ShowPhone(context.Background(), sandbox.PhoneRequest{Outcome: siak.Eligible})
	if siak.KindOf(err) == siak.KindNotFound {
		t.Skip("everybody is active")
	}
	ok(m.t, err)
	m.citizens = append(m.citizens, citizen{code, registration})
	m.take(m.counter(t), code)
}

// confirmAtBoth: the same code at both stations, which cannot know.
func (m *model) confirmAtBoth(t *rapid.T) {
	m.confirm(t)
	for _, o := range m.counters {
		m.take(o, m.citizens[len(m.citizens)-1].code)
	}
}

// comeAgain: a citizen opens the app again, at any station.
func (m *model) comeAgain(t *rapid.T) {
	if len(m.citizens) == 0 {
		t.Skip("nobody yet")
	}
	code, err := m.registry.sandbox.ShowAgain(context.Background(), rapid.SampledFrom(m.citizens).Draw(t, "citizen").registration)
	ok(m.t, err)
	m.take(m.counter(t), code)
}

func (m *model) step(t *rapid.T) {
	o := m.counter(t)
	o.line.next = rapid.SampledFrom(faults).Draw(t, "fault")
	o.step(rapid.Bool().Draw(t, "all"))
}

// arriveLate: a request that the station gave up long ago arrives, in any order.
func (m *model) arriveLate(t *rapid.T) {
	o := m.counter(t)
	if len(o.line.later) == 0 {
		t.Skip("nothing under way")
	}
	i := rapid.IntRange(0, len(o.line.later)-1).Draw(t, "which")
	_, err := o.line.Client.Submit(context.Background(), o.line.later[i])
	ok(m.t, err)
	if rapid.Bool().Draw(t, "once") {
		o.line.later = slices.Delete(o.line.later, i, i+1)
	}
}

func (m *model) die(t *rapid.T) {
	o := m.counter(t)
	o.startFrom(o.backup(), true)
}

func (m *model) backup(t *rapid.T) {
	o := m.counter(t)
	o.old = o.backup()
}

// restore puts an older ledger in the place of the station's, if the store
// allows that: never where something unsent would be lost.
func (m *model) restore(t *rapid.T) {
	o := m.counter(t)
	if o.old == "" {
		t.Skip("no backup")
	}
	unsent := map[siak.ActivationID]bool{}
	for _, row := range o.rows() {
		unsent[row.ID] = row.State.Waiting()
	}
	if !o.startFrom(o.old, false) {
		return
	}
	for _, row := range o.rows() {
		delete(unsent, row.ID)
	}
	for id, was := range unsent {
		if was {
			m.t.Fatalf("the restore lost %s, which was never sent", id)
		}
	}
}

func (m *model) registryDies(*rapid.T) {
	for _, o := range m.counters { // else its server waits for them for a second
		ok(m.t, o.line.Close())
	}
	m.registry.stop()
	m.registry.open()
}

func (m *model) jump(t *rapid.T) {
	by := time.Duration(rapid.IntRange(-48*60, 48*60).Draw(t, "minutes")) * time.Minute
	m.counter(t).clock.jump(by)
}

// dayPasses: codes expire.
func (m *model) dayPasses(t *rapid.T) {
	by := time.Duration(rapid.IntRange(1, 26).Draw(t, "hours")) * time.Hour
	m.registry.clock.jump(by)
	for _, o := range m.counters {
		o.clock.jump(by)
	}
}

func (m *model) finish(t *rapid.T) {
	mails, err := m.registry.sandbox.Mail(context.Background(), 0)
	ok(m.t, err)
	if len(mails) == 0 {
		t.Skip("no mail")
	}
	mail := rapid.SampledFrom(mails).Draw(t, "mail")
	_, _, err = m.registry.sandbox.Finish(context.Background(), mail.RegistrationID, mail.Code)
	ok(m.t, err)
}

// recorded is what the registry has, checked for what must always hold: nothing
// invented, nothing doubled, no state goes back.
func (m *model) recorded() map[siak.ActivationID]sandbox.Activation {
	all, err := m.registry.sandbox.Activations(context.Background())
	ok(m.t, err)
	has := make(map[siak.ActivationID]sandbox.Activation, len(all))
	standing := map[string]siak.ActivationID{}
	for _, a := range all {
		o, confirmed := m.owner[a.ID]
		if !confirmed || a.Station != o.identity.StationID {
			m.t.Fatalf("%s was not confirmed at %s", a.ID, a.Station)
		}
		if _, twice := has[a.ID]; twice {
			m.t.Fatalf("%s is there twice", a.ID)
		}
		has[a.ID] = a
		if a.State == siak.Accepted || a.State == siak.Active {
			if other, two := standing[a.RegistrationID]; two {
				m.t.Fatalf("one citizen has %s and %s", other, a.ID)
			}
			standing[a.RegistrationID] = a.ID
		}
		if was, known := m.was[a.ID]; known && was != a.State && !was.CanBecome(a.State) {
			m.t.Fatalf("%s went from %s to %s", a.ID, was, a.State)
		}
		m.was[a.ID] = a.State
	}
	return has
}

// check is what holds at any time: no ledger is ahead of the registry.
func (m *model) check(*rapid.T) {
	has := m.recorded()
	for _, o := range m.counters {
		for _, row := range o.rows() {
			there, known := has[row.ID]
			switch {
			case row.State.Waiting():
			case !known:
				m.t.Fatalf("%s is %s here and unknown there", row.ID, row.State)
			case row.State != there.State && !row.State.CanBecome(there.State):
				m.t.Fatalf("%s is %s here and %s there", row.ID, row.State, there.State)
			}
		}
	}
}

// heal lets the line work again and everything arrive.
func (m *model) heal() {
	for _, o := range m.counters {
		for len(o.line.later) > 0 {
			_, err := o.line.Client.Submit(context.Background(), o.line.later[0])
			ok(m.t, err)
			o.line.later = o.line.later[1:]
		}
		o.line.next = passes
	}
	for range 2 { // what the other station's expiry changed is fetched too
		for _, o := range m.counters {
			o.step(true)
		}
	}
}

// settled is what holds in the end.
func (m *model) settled() {
	has := m.recorded()
	for id, o := range m.owner {
		if _, arrived := has[id]; !arrived {
			m.t.Fatalf("%s of %s is lost", id, o.name)
		}
	}
	mails, err := m.registry.sandbox.Mail(context.Background(), 0)
	ok(m.t, err)
	if accepted := m.everAccepted(has); len(mails) != accepted {
		m.t.Fatalf("%d mails for %d activations", len(mails), accepted)
	}
	for _, o := range m.counters {
		for _, row := range o.rows() {
			m.agrees(o, row, has[row.ID])
		}
	}
}

// everAccepted counts the activations for which a code was sent.
func (m *model) everAccepted(has map[siak.ActivationID]sandbox.Activation) (n int) {
	for _, a := range has {
		if a.State == siak.Accepted || a.State == siak.Active || a.Reason == siak.ReasonCodeExpired {
			n++
		}
	}
	return n
}

// agrees: the ledger says what the registry says, and so does what the officer
// was told last.
func (m *model) agrees(o *counter, row store.OutboxRow, there sandbox.Activation) {
	if row.State != there.State || row.Reason != there.Reason {
		m.t.Fatalf("%s: %s (%s) here, %s (%s) there", row.ID, row.State, row.Reason, there.State, there.Reason)
	}
	if seen, told := o.told[row.ID]; told && (seen.State != row.State || seen.Reason != row.Reason) {
		m.t.Fatalf("%s: the officer was told %s, it is %s", row.ID, seen.State, row.State)
	}
	if there.Reason == siak.ReasonPresentationUsed || there.Reason == siak.ReasonAlreadyPending {
		m.conflicts++
	}
}
