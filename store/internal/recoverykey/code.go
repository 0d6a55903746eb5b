// Package recoverykey has the supervisor's way into a folder without the laptop that
// it is bound to and without any officer's secret: a key pair, to which the data keys
// are handed as they are to an officer, under a code that the office keeps on paper.
package recoverykey

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"ikd/station/siak"
	"ikd/station/siak/text"
	"ikd/station/store/internal/seal"
)

// A code is seven groups of five signs: four that were drawn, 20 bits, and a check
// sign, in which the group's place is. 140 bits need no argon2id: nobody tries them.
const (
	groups     = 7
	drawnSigns = 4
	groupSigns = drawnSigns + 1
)

// alphabet is Crockford's base 32: no I, L, O and U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Code is a recovery code. It prints as dots, whatever the verb: [Code.Groups] is the
// one way to the code itself.
type Code struct{ signs string }

// NewCode draws a code.
func NewCode() Code {
	var signs strings.Builder
	for g := range groups {
		var b [drawnSigns]byte
		_, _ = rand.Read(b[:]) // never fails since Go 1.24
		for i := range b {
			b[i] = alphabet[b[i]%32]
		}
		signs.Write(b[:])
		signs.WriteByte(checkSign(g, string(b[:])))
	}
	return Code{signs.String()}
}

// MistypedError is the cause of [siak.KindRecoveryMistyped].
type MistypedError struct {
	Group int // the first that is mistyped, from 1; 0: there are too few signs, or too many
}

func (e *MistypedError) Error() string {
	if e.Group == 0 {
		return fmt.Sprintf("a recovery code has %d signs", groups*groupSigns)
	}
	return fmt.Sprintf("group %d is mistyped", e.Group)
}

// MistypedGroup is [MistypedError.Group].
func (e *MistypedError) MistypedGroup() int { return e.Group }

// ParseCode reads what somebody typed from paper: in any case, with or without what
// stands between the signs (see [text.Signs]), O for 0, I and L for 1. It fails with
// [siak.KindRecoveryMistyped] and a [MistypedError].
func ParseCode(typed string) (Code, error) {
	mistyped := func(group int) error {
		return siak.E("read the recovery code", siak.KindRecoveryMistyped, &MistypedError{group})
	}
	signs := strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text.Signs(typed)))
	for at, r := range []rune(signs) {
		if !strings.ContainsRune(alphabet, r) {
			return Code{}, mistyped(min(at/groupSigns, groups-1) + 1)
		}
	}
	for g := range min(groups, len(signs)/groupSigns) {
		group := signs[g*groupSigns : (g+1)*groupSigns]
		if group[drawnSigns] != checkSign(g, group[:drawnSigns]) {
			return Code{}, mistyped(g + 1)
		}
	}
	if len(signs) != groups*groupSigns {
		return Code{}, mistyped(0)
	}
	return Code{signs}, nil
}

// checkSign is the sum over GF(32), modulo x^5+x^2+1, of each sign's value times x to
// the power of its place, and of the group's place: one sign wrong, any two changed
// about and any two groups changed about give another sum.
func checkSign(group int, signs string) byte {
	sum := group + 1
	for i := len(signs) - 1; i >= 0; i-- { // Horner's rule
		sum = timesX(sum ^ strings.IndexByte(alphabet, signs[i]))
	}
	return alphabet[sum]
}

func timesX(v int) int {
	if v <<= 1; v >= 32 {
		v ^= 0b100101
	}
	return v
}

// Groups is the code as it is written down.
func (c Code) Groups() []string {
	var all []string
	for s := c.signs; s != ""; s = s[groupSigns:] {
		all = append(all, s[:groupSigns])
	}
	return all
}

// Text is the code in one line.
func (c Code) Text() string { return strings.Join(c.Groups(), "-") }

// EndsWith reports whether somebody typed the last group: the code is on paper.
func (c Code) EndsWith(typed string) bool {
	signs := strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text.Signs(typed)))
	return len(signs) == groupSigns && strings.HasSuffix(c.signs, signs)
}

// sealer is the key that wraps the private key.
func (c Code) sealer() seal.Sealer {
	return seal.NewSealer(seal.Stretched(c.signs).Key("wrap by recovery code", nil))
}

// String is for whoever prints a code by mistake.
func (c Code) String() string { return "····" }

// Format masks the code under every verb.
func (c Code) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(c.String())) }

// LogValue masks the code in structured logs.
func (c Code) LogValue() slog.Value { return slog.StringValue(c.String()) }

// errWrong is the cause where a code opens none of the folder's keys.
var errWrong = errors.New("it opens none of the folder's recovery keys")
