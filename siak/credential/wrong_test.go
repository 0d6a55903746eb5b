package credential

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
)

// wrong is one way for a code to be wrong; with no kind, a way to be odd and
// yet right. The maker may change the fixture as well.
type wrong struct {
	name string
	want siak.Kind
	make func(tb testing.TB, w *fixture) string
}

// everyWrong lists all of them.
func everyWrong() []wrong {
	return slices.Concat(notOurs, notWhole, notTrusted, notSigned, notInTime, notWanted,
		inOrder, spoiltRegistrations(), spoiltPresentations(), spoiltEnvelopes())
}

// text is the same whatever the fixture.
func text(s string) func(testing.TB, *fixture) string {
	return func(testing.TB, *fixture) string { return s }
}

// after gives a good code, made after a change to the fixture.
func after(change func(tb testing.TB, w *fixture)) func(testing.TB, *fixture) string {
	return func(tb testing.TB, w *fixture) string {
		change(tb, w)
		t, _ := w.good(tb)
		return t
	}
}

// registered presents, at once, a changed registration.
func registered(change func(*Registration)) func(testing.TB, *fixture) string {
	return func(tb testing.TB, w *fixture) string { return w.present(tb, w.issue(tb, change), 0) }
}

// aged gives a good code made so long ago.
func aged(age time.Duration) func(testing.TB, *fixture) string {
	return func(tb testing.TB, w *fixture) string { return w.present(tb, w.issue(tb, nil), age) }
}

// stolen presents a good registration with another key.
func stolen(algo func(Algorithm) Algorithm, age time.Duration) func(testing.TB, *fixture) string {
	return func(tb testing.TB, w *fixture) string {
		registration := w.issue(tb, nil)
		w.phone = fixedSigner(tb, algo(w.phone.algo), "thief", "")
		return w.present(tb, registration, age)
	}
}

func sameAlgorithm(a Algorithm) Algorithm  { return a }
func otherAlgorithm(a Algorithm) Algorithm { return ES256 + EdDSA - a }

var notOurs = []wrong{
	{"nothing", siak.KindNotIKD, text("")},
	{"a web address", siak.KindNotIKD, text("https://dukcapil.example/ikd?x=1")},
	{"a chat's code", siak.KindNotIKD, text("2@aGVsbG8,d29ybGQ=,MTIzNA==")},
	{"a payment", siak.KindNotIKD, text("00020101021126610014ID.CO.EXAMPLE.WWW")},
	{"plain words", siak.KindNotIKD, text("KTP-el")},
	{"another version", siak.KindNotIKD, text("IKD2:BB8")},
	{"small letters", siak.KindNotIKD, text("ikd1:bb8")},
	{"a megabyte of rubbish", siak.KindNotIKD, text(strings.Repeat("A", 1<<20))},
	{"Base45 of no zlib", siak.KindNotIKD, text(encodeBase45([]byte("words")))},
	{"zlib of no COSE", siak.KindNotIKD, text(pack([]byte("words")))},
	{"a presentation without prefix", siak.KindNotIKD, func(tb testing.TB, w *fixture) string {
		t, _ := w.good(tb)
		return t[len(Prefix):]
	}},
	{"a CWT of no person", siak.KindNotIKD, func(tb testing.TB, w *fixture) string {
		return pack(handMade(tb, w.issuer, map[int]any{1: testIssuer}))
	}},
}

var notWhole = []wrong{
	{"prefix alone", siak.KindMalformed, text(Prefix)},
	{"not Base45", siak.KindMalformed, text(Prefix + "not base45!")},
	{"not zlib", siak.KindMalformed, text(Prefix + encodeBase45([]byte("words")))},
	{"not COSE", siak.KindMalformed, text(PresentationText([]byte("words")))},
	{"empty COSE", siak.KindMalformed, text(PresentationText(nil))},
	{"a megabyte after the prefix", siak.KindMalformed, text(Prefix + strings.Repeat("A", 1<<20))},
	{"a registration with the prefix", siak.KindMalformed, func(tb testing.TB, w *fixture) string {
		return PresentationText(w.issue(tb, nil))
	}},
	{"cut short", siak.KindMalformed, func(tb testing.TB, w *fixture) string {
		t, _ := w.good(tb)
		return t[:len(t)-6]
	}},
	{"with a tail", siak.KindMalformed, func(tb testing.TB, w *fixture) string {
		_, p := w.good(tb)
		return PresentationText(append(p, 0))
	}},
}

var notTrusted = []wrong{
	{"no trust at all", siak.KindUntrustedIssuer, after(func(_ testing.TB, w *fixture) { w.verifier.Trust = siak.Trust{} })},
	{"issued with an unknown key", siak.KindUntrustedIssuer, after(func(_ testing.TB, w *fixture) {
		w.verifier.Trust.Issuers[0].ID = []byte("issuer-2")
	})},
	{"issued in another's name", siak.KindUntrustedIssuer, registered(func(r *Registration) { r.Issuer = "other.example" })},
	{"issued after the key's time", siak.KindUntrustedIssuer, after(func(_ testing.TB, w *fixture) {
		w.verifier.Trust.Issuers[0].To = w.registration().IssuedAt.Add(-time.Second)
	})},
	{"issued before the key's time", siak.KindUntrustedIssuer, after(func(_ testing.TB, w *fixture) {
		w.verifier.Trust.Issuers[0].From = w.registration().IssuedAt.Add(time.Second)
	})},
	{"key without a period", siak.KindUntrustedIssuer, after(func(_ testing.TB, w *fixture) {
		w.verifier.Trust.Issuers[0].To = time.Time{}
	})},
	{"issued in the second in which the key's time begins", "", after(func(_ testing.TB, w *fixture) {
		w.verifier.Trust.Issuers[0].From = w.registration().IssuedAt.Add(time.Second - 1)
	})},
	{"two issuers with one key identifier", "", after(func(tb testing.TB, w *fixture) {
		other := w.verifier.Trust.Issuers[0]
		other.Issuer, other.Key = "other.example", fixedSigner(tb, EdDSA, "other", "").Public()
		w.verifier.Trust.Issuers = []siak.IssuerKey{other, w.verifier.Trust.Issuers[0]}
	})},
}

var notSigned = []wrong{
	{"registration signed with another key", siak.KindBadSignature, after(func(tb testing.TB, w *fixture) {
		w.issuer = fixedSigner(tb, w.issuer.algo, "thief", testKID)
	})},
	{"registration signed with another kind of key", siak.KindBadSignature, after(func(tb testing.TB, w *fixture) {
		w.issuer = fixedSigner(tb, otherAlgorithm(w.issuer.algo), "issuer", testKID)
	})},
	{"presented by another phone", siak.KindBadSignature, stolen(sameAlgorithm, 0)},
	{"presented by another kind of phone", siak.KindBadSignature, stolen(otherAlgorithm, 0)},
}

var notInTime = []wrong{
	{"presentation just in time", "", aged(MaxLifetime + DefaultSkew - time.Second)},
	{"presentation expired", siak.KindExpired, aged(MaxLifetime + DefaultSkew)},
	{"presentation of yesterday", siak.KindExpired, aged(24 * time.Hour)},
	{"phone's clock ahead by the skew", "", aged(-DefaultSkew)},
	{"phone's clock ahead by more", siak.KindNotYetValid, aged(-DefaultSkew - time.Second)},
	{"registration expired", siak.KindExpired, registered(func(r *Registration) { r.ExpiresAt = testNow.Add(-DefaultSkew) })},
	{"registration of tomorrow", siak.KindNotYetValid, registered(func(r *Registration) {
		r.IssuedAt = testNow.Add(24 * time.Hour)
	})},
	{"a second of skew only", siak.KindExpired, func(tb testing.TB, w *fixture) string {
		w.verifier.Skew = time.Second
		return w.present(tb, w.issue(tb, nil), MaxLifetime+time.Second)
	}},
}

var notWanted = []wrong{
	{"static", siak.KindStaticCode, func(tb testing.TB, w *fixture) string { return StaticText(w.issue(tb, nil)) }},
	{"static, of anybody", siak.KindStaticCode, func(tb testing.TB, w *fixture) string {
		return pack(handMade(tb, w.phone, map[int]any{169: map[int]any{4: "Somebody"}}))
	}},
	{"revoked", siak.KindRevoked, after(revoke)},
	{"used before", siak.KindReplayed, after(use)},
}

func revoke(_ testing.TB, w *fixture) { w.verifier.Trust.Revoked["reg-0001"] = true }
func use(_ testing.TB, w *fixture)    { w.verifier.Trust.Used[testID] = true }

// inOrder have two things wrong: the earlier question names the kind.
var inOrder = []wrong{
	{"untrusted before badly signed", siak.KindUntrustedIssuer, func(tb testing.TB, w *fixture) string {
		w.verifier.Trust.Issuers = nil
		return stolen(sameAlgorithm, 0)(tb, w)
	}},
	{"badly signed before expired", siak.KindBadSignature, stolen(sameAlgorithm, time.Hour)},
	{"expired before revoked", siak.KindExpired, func(tb testing.TB, w *fixture) string {
		revoke(tb, w)
		return aged(time.Hour)(tb, w)
	}},
	{"revoked before used", siak.KindRevoked, after(func(tb testing.TB, w *fixture) { revoke(tb, w); use(tb, w) })},
}
