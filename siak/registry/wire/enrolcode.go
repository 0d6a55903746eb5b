package wire

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"ikd/station/siak/text"
)

// Signs of an enrolment code, 5 bits each, in groups of [codeGroup]: the print
// of the registry's authority, the code's number, its secret, and a check sign.
// docs/contract.md has the format.
const (
	printSigns  = 12
	numberSigns = 3
	secretSigns = 8
	codeSigns   = printSigns + numberSigns + secretSigns + 1
	codeGroup   = 4
)

// codeAlphabet is Crockford's base 32: no I, L, O and U.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Why a typed code is none.
var (
	ErrCodeLength = errors.New("a code has 24 signs")
	ErrCodeCheck  = errors.New("the check sign does not fit: mistyped")
)

// EnrolCode is what the registry's staff give out so that one laptop becomes a
// station. It prints as dots, whatever the verb: [EnrolCode.Text] is the one
// way to the code itself.
type EnrolCode struct{ print, number, secret string }

// NewEnrolCode draws a code for a registry of that authority: a number, by which
// the registry finds it again, and a secret.
func NewEnrolCode(authority *x509.Certificate) EnrolCode {
	var b [numberSigns + secretSigns]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	for i := range b {
		b[i] = codeAlphabet[b[i]%32]
	}
	number := string(b[:numberSigns])
	return EnrolCode{print: authorityPrint(authority, number), number: number, secret: string(b[numberSigns:])}
}

// ParseEnrolCode reads what somebody typed or pasted: in any case, with or without
// what stands between and around the signs (see [text.Signs]: dashes, blanks, the
// stars and quotes of a message), O for 0, I and L for 1. It fails with
// [ErrCodeLength] or [ErrCodeCheck].
func ParseEnrolCode(typed string) (EnrolCode, error) {
	var signs strings.Builder
	for _, r := range strings.ToUpper(text.Signs(typed)) {
		switch r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if !strings.ContainsRune(codeAlphabet, r) {
			return EnrolCode{}, ErrCodeCheck
		}
		signs.WriteRune(r)
	}
	s := signs.String()
	if len(s) != codeSigns {
		return EnrolCode{}, ErrCodeLength
	}
	if s[codeSigns-1] != checkSign(s[:codeSigns-1]) {
		return EnrolCode{}, ErrCodeCheck
	}
	number, secret := s[printSigns:printSigns+numberSigns], s[printSigns+numberSigns:codeSigns-1]
	return EnrolCode{print: s[:printSigns], number: number, secret: secret}, nil
}

// ParseEnrolSecret reads what [EnrolCode.Secret] gives; false for anything else.
func ParseEnrolSecret(s string) (number, secret string, ok bool) {
	if len(s) != numberSigns+secretSigns || strings.Trim(s, codeAlphabet) != "" {
		return "", "", false
	}
	return s[:numberSigns], s[numberSigns:], true
}

// Text is the code as it is given out: six groups of four signs.
func (c EnrolCode) Text() string {
	s := c.print + c.number + c.secret
	s += string(checkSign(s))
	var groups []string
	for ; s != ""; s = s[codeGroup:] {
		groups = append(groups, s[:codeGroup])
	}
	return strings.Join(groups, "-")
}

// Number is what the registry finds the code by. It is no secret.
func (c EnrolCode) Number() string { return c.number }

// Secret is the part that the registry is told: number and secret.
func (c EnrolCode) Secret() string { return c.number + c.secret }

// Names reports whether the code is of a registry of that authority.
func (c EnrolCode) Names(authority *x509.Certificate) bool {
	return c.print == authorityPrint(authority, c.number)
}

// String is for whoever prints a code by mistake.
func (c EnrolCode) String() string { return "····" }

// Format masks the code under every verb.
func (c EnrolCode) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(c.String())) }

// LogValue masks the code in structured logs.
func (c EnrolCode) LogValue() slog.Value { return slog.StringValue(c.String()) }

// What makes a print of 60 bits as strong as it must be: each guess costs 2^17
// hashes, and the salt has the code's number, so that nobody can begin to look
// for a false authority before the code was made.
const (
	printRounds = 1 << 17
	printDomain = "ikd-registry enrolment code v1\x00"
)

// authorityPrint is 60 bits that name an authority's key in one code.
func authorityPrint(authority *x509.Certificate, number string) string {
	key, err := pbkdf2.Key(sha256.New, string(authority.RawSubjectPublicKeyInfo), []byte(printDomain+number), printRounds, printSigns)
	if err != nil {
		panic(err) // the parameters are constants of this file
	}
	for i := range key {
		key[i] = codeAlphabet[key[i]%32]
	}
	return string(key)
}

// checkSign is the sum over GF(32), modulo x^5+x^2+1, of each sign's value times
// x to the power of its place, from 1: one sign wrong, or any two changed about,
// give another sum. It is drawn from the values, not from the letters.
func checkSign(signs string) byte {
	sum := 0
	for i := len(signs) - 1; i >= 0; i-- { // Horner's rule
		sum = timesX(sum ^ strings.IndexByte(codeAlphabet, signs[i]))
	}
	return codeAlphabet[sum]
}

func timesX(v int) int {
	if v <<= 1; v >= 32 {
		v ^= 0b100101
	}
	return v
}
