package siak

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"ikd/station/siak/text"
)

// MaxText bounds a name or a place of the register, in bytes of UTF-8.
const MaxText = 200

// FieldError says which field of a record is not as it must be, and why. It says
// nothing of what stands there but a character that is refused.
type FieldError struct {
	Field string // as the contract and the files of the register call it: "name"
	Err   error  // a *[text.Fault] where a character is refused
}

func (e *FieldError) Error() string { return fmt.Sprintf("field %s: %v", e.Field, e.Err) }

// Unwrap gives the cause to [errors.Is] and [errors.As].
func (e *FieldError) Unwrap() error { return e.Err }

// Why a field of a resident is refused.
var (
	ErrEmpty    = errors.New("it is empty")
	ErrNoLetter = errors.New("it has no letter")
	ErrTooLong  = fmt.Errorf("it is longer than %d bytes", MaxText)
	ErrNoValue  = errors.New("no such value")
	ErrNoRegion = errors.New("not the 6 digits of a kecamatan")
)

// CanonicalText is a name or a place of the register in its one form, see
// [text.Canonical]. It fails with a *[FieldError] that names the field.
func CanonicalText(field, s string) (string, error) {
	c, err := text.Canonical(s)
	if err == nil && len(c) > MaxText {
		err = ErrTooLong
	}
	if err != nil {
		return "", &FieldError{field, err}
	}
	return c, nil
}

// CanonicalName is the name of a person or a place, which has a letter.
func CanonicalName(field, s string) (string, error) {
	c, err := CanonicalText(field, s)
	switch {
	case err != nil:
		return "", err
	case c == "":
		return "", &FieldError{field, ErrEmpty}
	case !strings.ContainsFunc(c, unicode.IsLetter):
		return "", &FieldError{field, ErrNoLetter}
	}
	return c, nil
}

// Canonical is the resident with the texts in their one form, as the register
// takes one in from whichever entrance: a file, a command, a program of the
// office. It fails with a *[FieldError] on the first field that is not as it must
// be. NIK and birth date were read by [ParseNIK] and [ParseDate].
func (r Resident) Canonical() (Resident, error) {
	var err error
	if r.Name, err = CanonicalName("name", r.Name); err != nil {
		return r, err
	}
	if r.Village, err = CanonicalText("village", r.Village); err != nil {
		return r, err
	}
	switch {
	case r.Sex > Female:
		return r, &FieldError{"sex", ErrNoValue}
	case r.Marital > Widowed:
		return r, &FieldError{"marital", ErrNoValue}
	case r.Life > Duplicate:
		return r, &FieldError{"life", ErrNoValue}
	case !r.District.IsDistrict():
		return r, &FieldError{"district", ErrNoRegion}
	}
	return r, nil
}
