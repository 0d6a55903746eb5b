package credential

import (
	"errors"
	"time"

	"ikd/station/siak"
)

// Report is what [Verifier.Inspect] found.
type Report struct {
	// Format is "presentation", "claim-169" or "unknown".
	Format string `json:"format"`
	// Verdict is "valid", or the kind with which [Verifier.Verify] refuses.
	Verdict string `json:"verdict"`
	Steps   []Step `json:"steps"`
	// Fields is nil where nothing could be read.
	Fields *Fields `json:"fields,omitempty"`
}

// Step is one check that was made. Checks that could not be made, because an
// earlier one failed, are not listed.
type Step struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"` // why not
}

// Fields is what a code says. NIK, name and birth date are masked unless asked
// for.
type Fields struct {
	Issuer         string    `json:"issuer,omitempty"`
	RegistrationID string    `json:"registration,omitempty"`
	NIK            string    `json:"nik,omitempty"` // or another id, of a static code
	Name           string    `json:"name,omitempty"`
	Birth          string    `json:"birth,omitempty"`
	Sex            string    `json:"sex,omitempty"`
	Face           string    `json:"face,omitempty"`
	IssuerAlg      string    `json:"issuer_alg,omitempty"`
	PhoneAlg       string    `json:"phone_alg,omitempty"`
	Phone          string    `json:"phone,omitempty"` // thumbprint, hexadecimal
	RegisteredAt   time.Time `json:"registered_at,omitzero"`
	RegisteredTo   time.Time `json:"registered_to,omitzero"`
	PresentationID string    `json:"presentation,omitempty"`
	PresentedAt    time.Time `json:"presented_at,omitzero"`
	PresentedTo    time.Time `json:"presented_to,omitzero"`
	Bytes          int       `json:"bytes,omitempty"` // of the presentation, inflated
}

// Inspect makes every check that can be made, instead of stopping at the first
// that fails as Verify does, and tells what the code says. It works for any
// text, rubbish included. Personal data is masked unless reveal is set.
func (v Verifier) Inspect(text string, now time.Time, reveal bool) Report {
	r := &reading{verifier: v, now: now, text: text}
	report := Report{Format: formatOf(text), Verdict: "valid"}
	if !report.run(r, unpacking, true) {
		report.addStatic(text, reveal)
		return report
	}
	if !report.run(r, form, true) {
		return report
	}
	report.run(r, judgement, false)
	report.Fields = fieldsOf(r, reveal)
	return report
}

func formatOf(text string) string {
	if _, ok := cutPrefix(text); ok {
		return "presentation"
	}
	return "unknown"
}

// run makes the checks of one stage; the first failure of all is the verdict.
func (rep *Report) run(r *reading, stage []check, stop bool) bool {
	for _, c := range stage {
		err := c.ask(r)
		rep.Steps = append(rep.Steps, Step{Name: c.name, OK: err == nil, Detail: detail(err)})
		if err == nil {
			continue
		}
		if rep.Verdict == "valid" {
			rep.Verdict = string(siak.KindOf(err))
		}
		if stop {
			return false
		}
	}
	return true
}

// detail is the innermost reason: the verdict has the kind already.
func detail(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			break
		}
		err = inner
	}
	if err == nil {
		return ""
	}
	return err.Error()
}
