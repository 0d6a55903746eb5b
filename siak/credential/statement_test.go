package credential

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ikd/station/siak"
)

func goodStatement() siak.Statement {
	return siak.Statement{
		ID:                 siak.ActivationID{1, 2, 3},
		RegistrationID:     "reg-0001",
		PresentationDigest: [32]byte{4, 5, 6},
		Outcome:            siak.Eligible,
		ResidentVersion:    1 << 40,
		PolicyVersion:      1,
		TrustVersion:       3,
		Officer:            "petugas.satu",
		Session:            "2026-03-02-a",
		ReadAt:             testNow.Add(-time.Second - time.Nanosecond).UTC(),
		ConfirmedAt:        testNow.UTC(),
		ClockOffset:        -1500 * time.Millisecond,
	}
}

func TestStatementRoundTrip(t *testing.T) {
	for _, algo := range []Algorithm{ES256, EdDSA} {
		station := fixedSigner(t, algo, "station", "station-1")
		rapid.Check(t, func(t *rapid.T) {
			st := goodStatement()
			st.Outcome = rapid.SampledFrom(siak.Outcomes()).Draw(t, "outcome")
			st.ResidentVersion = rapid.Uint64().Draw(t, "resident")
			st.PolicyVersion = rapid.Uint32().Draw(t, "policy")
			st.TrustVersion = rapid.Uint64().Draw(t, "trust")
			st.Officer = rapid.StringMatching(`[a-zé. ]{1,60}`).Draw(t, "officer")
			st.Session = rapid.StringMatching(`[0-9a-f-]{0,128}`).Draw(t, "session")
			st.ReadAt = time.Unix(0, rapid.Int64Min(1).Draw(t, "read")).UTC()
			st.ClockOffset = time.Duration(rapid.Int64().Draw(t, "offset"))
			signed, err := SignStatement(st, station)
			if st.ReadAt.Year() > 2261 {
				if siak.KindOf(err) != siak.KindMalformed {
					t.Fatal(err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := VerifyStatement(signed, station.Public())
			if d := cmp.Diff(st, got); err != nil || d != "" {
				t.Fatal(err, d)
			}
		})
	}
}

// The statement's time keeps its moment, whatever zone it was told in.
func TestStatementTimesAreMoments(t *testing.T) {
	station := fixedSigner(t, EdDSA, "station", "")
	st := goodStatement()
	st.ReadAt = st.ReadAt.In(siak.WIT)
	signed, err := SignStatement(st, station)
	if err != nil {
		t.Fatal(err)
	}
	got, err := VerifyStatement(signed, station.Public())
	if err != nil || !got.ReadAt.Equal(st.ReadAt) {
		t.Errorf("got %v (%v), want %v", got.ReadAt, err, st.ReadAt)
	}
}

func TestStatementsThatAreNotWhole(t *testing.T) {
	station := fixedSigner(t, ES256, "station", "station-1")
	for name, change := range map[string]func(*siak.Statement){
		"no id":            func(s *siak.Statement) { s.ID = siak.ActivationID{} },
		"no registration":  func(s *siak.Statement) { s.RegistrationID = "" },
		"no officer":       func(s *siak.Statement) { s.Officer = "" },
		"officer too long": func(s *siak.Statement) { s.Officer = strings.Repeat("a", maxStatementText+1) },
		"session of lines": func(s *siak.Statement) { s.Session = "a\nb" },
		"no outcome":       func(s *siak.Statement) { s.Outcome = "" },
		"another outcome":  func(s *siak.Statement) { s.Outcome = "fine" },
		"never read":       func(s *siak.Statement) { s.ReadAt = time.Time{} },
		"never confirmed":  func(s *siak.Statement) { s.ConfirmedAt = time.Time{} },
	} {
		st := goodStatement()
		change(&st)
		_, err := SignStatement(st, station)
		if siak.KindOf(err) != siak.KindMalformed {
			t.Errorf("%s signed: %v", name, err)
		}
		signed, err := station.seal(newStatementClaims(st), statementType)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = VerifyStatement(signed, station.Public()); siak.KindOf(err) != siak.KindMalformed {
			t.Errorf("%s read: %v", name, err)
		}
	}
}

func TestStatementsOfOthers(t *testing.T) {
	station := fixedSigner(t, ES256, "station", "station-1")
	signed, err := SignStatement(goodStatement(), station)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []*Signer{fixedSigner(t, ES256, "thief", ""), fixedSigner(t, EdDSA, "station", "")} {
		_, err := VerifyStatement(signed, key.Public())
		wantKind(t, err, siak.KindBadSignature)
	}
	_, err = VerifyStatement(signed, nil)
	wantKind(t, err, siak.KindBadSignature)

	// What the station signed for another purpose is no statement.
	otherType, err := station.seal(newStatementClaims(goodStatement()), "application/cbor")
	if err != nil {
		t.Fatal(err)
	}
	_, presentation := newFixture(t, ES256, ES256).good(t)
	for name, data := range map[string][]byte{
		"another content type": otherType,
		"no content type":      handMade(t, station, newStatementClaims(goodStatement())),
		"a presentation":       presentation,
		"nothing":              nil,
		"too long":             make([]byte, MaxInflated+1),
		"a tail":               append(bytes.Clone(signed), 0),
	} {
		if _, err := VerifyStatement(data, station.Public()); siak.KindOf(err) != siak.KindMalformed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStatementsWithMoreInThem(t *testing.T) {
	station := fixedSigner(t, EdDSA, "station", "")
	payload, err := encoding.Marshal(newStatementClaims(goodStatement()))
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(map[int]any){
		"unknown member":     set(13, 1),
		"id as an array":     set(1, []int{1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
		"version null":       set(5, nil),
		"time as a fraction": set(10, 1.5),
	} {
		var claims map[int]any
		if err := decoding.Unmarshal(payload, &claims); err != nil {
			t.Fatal(err)
		}
		spoil(claims)
		signed, err := station.seal(claims, statementType)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := VerifyStatement(signed, station.Public()); siak.KindOf(err) != siak.KindMalformed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryByteOfAStatementCounts(t *testing.T) {
	for _, algo := range []Algorithm{ES256, EdDSA} {
		station := fixedSigner(t, algo, "station", "station-1")
		signed, err := SignStatement(goodStatement(), station)
		if err != nil {
			t.Fatal(err)
		}
		for i := range signed {
			for _, flip := range []byte{0x01, 0x80, 0xff} {
				changed := bytes.Clone(signed)
				changed[i] ^= flip
				if _, err := VerifyStatement(changed, station.Public()); err == nil {
					t.Fatalf("%v: byte %d may be changed by %#x", algo, i, flip)
				}
			}
		}
	}
}
