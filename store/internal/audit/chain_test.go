package audit

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/storetest"
)

// chain is a made-up audit of n rows with its head, as the file has them.
func chain(t *testing.T, n int) (rows []StoredRow, head Head) {
	t.Helper()
	head = Head{Hash: make([]byte, 32)}
	for i := range n {
		e := Event{Act: ActDecide, At: time.Date(2026, 3, 2, 8, i, 0, 0, time.UTC), Officer: "siti", Outcome: siak.Eligible}
		body, err := e.body(int64(i + 1))
		storetest.OK(t, err)
		head = head.Next(body)
		rows = append(rows, StoredRow{head.Seq, body, head.Hash})
	}
	return rows, head
}

// judgeAll goes through rows as Verify does.
func judgeAll(rows []StoredRow, signed Head, key ed25519.PublicKey) (int64, Problem) {
	at := Head{Hash: make([]byte, 32)}
	for _, r := range rows {
		if bad, problem := r.judge(at, signed); problem != ProblemNone {
			return bad, problem
		}
		at = at.Next(r.Body)
	}
	return at.judge(signed, key)
}

// Each way to change a chain is found, at its row.
func TestChangedChainIsFound(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	storetest.OK(t, err)
	sign := func(h Head) Head { h.Signature = ed25519.Sign(private, h.Statement()); return h }
	another, _, err := ed25519.GenerateKey(rand.Reader)
	storetest.OK(t, err)
	for name, c := range map[string]struct {
		change  func(rows []StoredRow, head Head) ([]StoredRow, Head)
		key     ed25519.PublicKey
		bad     int64
		problem Problem
	}{
		"nothing":         {nil, public, 0, ProblemNone},
		"a row taken out": {func(r []StoredRow, h Head) ([]StoredRow, Head) { return slices.Delete(r, 1, 2), h }, public, 2, ProblemGap},
		"the first row":   {func(r []StoredRow, h Head) ([]StoredRow, Head) { return r[1:], h }, public, 1, ProblemGap},
		"the end cut off": {func(r []StoredRow, h Head) ([]StoredRow, Head) { return r[:3], h }, public, 4, ProblemCut},
		"everything":      {func(_ []StoredRow, h Head) ([]StoredRow, Head) { return nil, h }, public, 1, ProblemCut},
		"rows exchanged": {func(r []StoredRow, h Head) ([]StoredRow, Head) {
			r[1].Body, r[2].Body = r[2].Body, r[1].Body
			return r, h
		}, public, 2, ProblemChanged},
		"a row changed":     {func(r []StoredRow, h Head) ([]StoredRow, Head) { r[2].Body[len(r[2].Body)-1] ^= 1; return r, h }, public, 3, ProblemChanged},
		"a row put in":      {func(r []StoredRow, h Head) ([]StoredRow, Head) { all, _ := chain(t, 6); return all, h }, public, 6, ProblemExtra},
		"head of another":   {func(r []StoredRow, h Head) ([]StoredRow, Head) { h.Hash = make([]byte, 32); return r, h }, public, 5, ProblemChanged},
		"no signature":      {func(r []StoredRow, h Head) ([]StoredRow, Head) { h.Signature = nil; return r, h }, public, 5, ProblemUnsigned},
		"another's key":     {nil, another, 5, ProblemSignature},
		"signature changed": {func(r []StoredRow, h Head) ([]StoredRow, Head) { h.Signature[0] ^= 1; return r, h }, public, 5, ProblemSignature},
	} {
		rows, head := chain(t, 5)
		head = sign(head)
		if c.change != nil {
			rows, head = c.change(rows, head)
		}
		if bad, problem := judgeAll(rows, head, c.key); bad != c.bad || problem != c.problem {
			t.Errorf("%s: row %d %q, want %d %q", name, bad, problem, c.bad, c.problem)
		}
	}
}

// A row has one form: the number that it says is its own, and nothing else says the
// same in other bytes.
func TestCanonicalIsOneForm(t *testing.T) {
	rows, _ := chain(t, 2)
	body := rows[1].Body
	if !Canonical(body, 2) {
		t.Fatal("a row as it is written is not canonical")
	}
	long := bytes.Replace(body, []byte{0x01, 0x02}, []byte{0x01, 0x18, 0x02}, 1) // the number 2 in two bytes
	if bytes.Equal(long, body) {
		t.Fatal("the row does not begin as this test expects")
	}
	for name, c := range map[string]struct {
		body []byte
		seq  int64
	}{
		"another number":  {body, 1},
		"a longer form":   {long, 2},
		"more behind":     {append(bytes.Clone(body), 0), 2},
		"rubbish":         {[]byte("rubbish"), 2},
		"nothing":         {nil, 2},
		"an unknown part": {append([]byte{body[0] + 1}, append(bytes.Clone(body[1:]), 0x18, 0x63, 0x01)...), 2},
	} {
		if Canonical(c.body, c.seq) {
			t.Errorf("%s is taken for a row", name)
		}
	}
}

// What waits for the next sign-in is chained too: one that was taken out, changed or
// exchanged is noticed, but for the last ones.
func TestPendingFailuresAreChained(t *testing.T) {
	pending := func() (all []pendingRow) {
		hash := make([]byte, 32)
		for i := range 4 {
			body, err := codec.Encode(pendingForm{At: int64(i), Kind: string(siak.KindWrongPassphrase), Subject: SubjectSignIn})
			storetest.OK(t, err)
			hash = nextHash(hash, body)
			all = append(all, pendingRow{int64(i + 1), body, hash})
		}
		return all
	}
	for name, c := range map[string]struct {
		change func([]pendingRow) []pendingRow
		holds  bool
	}{
		"nothing":         {func(r []pendingRow) []pendingRow { return r }, true},
		"none there":      {func([]pendingRow) []pendingRow { return nil }, true},
		"last taken out":  {func(r []pendingRow) []pendingRow { return r[:3] }, true},
		"first taken out": {func(r []pendingRow) []pendingRow { return r[1:] }, false},
		"one taken out":   {func(r []pendingRow) []pendingRow { return slices.Delete(r, 1, 2) }, false},
		"one changed":     {func(r []pendingRow) []pendingRow { r[2].body = r[1].body; return r }, false},
		"numbered anew":   {func(r []pendingRow) []pendingRow { r = r[1:]; r[0].seq = 1; return r[:1] }, false},
	} {
		if got := pendingHolds(c.change(pending())); got != c.holds {
			t.Errorf("%s: holds %v, want %v", name, got, c.holds)
		}
	}
}

// A pending row that says what no event may say is not taken into the audit.
func TestPendingFailureIsAnEvent(t *testing.T) {
	for name, c := range map[string]struct {
		form pendingForm
		kind siak.Kind
	}{
		"as written": {pendingForm{At: 1, Officer: "siti", Kind: string(siak.KindWrongPassphrase), Subject: SubjectSignIn}, ""},
		"a number":   {pendingForm{At: 1, Kind: "3276", Subject: SubjectSignIn}, siak.KindBadValue},
		"a name":     {pendingForm{At: 1, Officer: strings.Repeat("x", 65), Subject: SubjectSignIn}, siak.KindBadValue},
	} {
		body, err := codec.Encode(c.form)
		storetest.OK(t, err)
		e, err := pendingRow{body: body}.event()
		if siak.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
		if e.Act != ActFailure || e.At.UnixNano() != 1 {
			t.Errorf("%s: %+v", name, e)
		}
	}
	_, err := pendingRow{body: []byte("rubbish")}.event()
	storetest.WantKind(t, err, siak.KindDamaged)
}

// Words of an event are letters and hyphens, of at most 40: no number of a citizen,
// and no name with a space.
func TestWhatAnEventMaySay(t *testing.T) {
	const longest = "abcdefghijklmnopqrstuvwxyz-abcdefghijklm"
	for word, is := range map[string]bool{
		"": true, "look-up": true, longest: true,
		longest + "n": false, "Siti": false, "siti aisyah": false, "3276069001": false, "é": false, "a\n": false,
	} {
		if IsWord(word) != is {
			t.Errorf("IsWord(%q) = %v", word, !is)
		}
	}
	for region, kind := range map[siak.Region]siak.Kind{
		"": "", "327606": "", "32760": siak.KindBadValue, "3276061": siak.KindBadValue, "beji-1": siak.KindBadValue,
	} {
		_, err := Event{Act: ActDrift, Region: region}.body(1)
		if siak.KindOf(err) != kind {
			t.Errorf("region %q: %v", region, err)
		}
	}
}

// Only an Ed25519 key signs, and what is said of another one tells nothing of it.
func TestParseSigner(t *testing.T) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	storetest.OK(t, err)
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	storetest.OK(t, err)
	good, err := x509.MarshalPKCS8PrivateKey(private)
	storetest.OK(t, err)
	bad, err := x509.MarshalPKCS8PrivateKey(other)
	storetest.OK(t, err)
	got, err := ParseSigner(good)
	storetest.OK(t, err)
	if !got.Equal(private) {
		t.Error("another key came back")
	}
	for _, text := range [][]byte{bad, good[:len(good)-1], nil} {
		_, err := ParseSigner(text)
		storetest.WantKind(t, err, siak.KindBadValue)
	}
}
