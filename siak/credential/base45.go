package credential

import "errors"

// Base45 (RFC 9285): two bytes become three characters of the set that QR
// codes hold in alphanumeric mode, an odd last byte becomes two.
const base45Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

var errBase45 = errors.New("not Base45")

// base45Values maps a character to its value, -1 for strangers.
var base45Values = func() (values [256]int8) {
	for i := range values {
		values[i] = -1
	}
	for i := range len(base45Alphabet) {
		values[base45Alphabet[i]] = int8(i)
	}
	return values
}()

func encodeBase45(data []byte) string {
	out := make([]byte, 0, (len(data)*3+1)/2)
	for ; len(data) >= 2; data = data[2:] {
		n := int(data[0])<<8 | int(data[1])
		out = append(out, base45Alphabet[n%45], base45Alphabet[n/45%45], base45Alphabet[n/(45*45)])
	}
	if len(data) == 1 {
		out = append(out, base45Alphabet[data[0]%45], base45Alphabet[data[0]/45])
	}
	return string(out)
}

// decodeBase45 accepts exactly what encodeBase45 makes: groups whose value
// does not fit their bytes are refused (RFC 9285 section 6).
func decodeBase45(text string) ([]byte, error) {
	out := make([]byte, 0, len(text)/3*2+1)
	for ; len(text) > 0; text = text[min(3, len(text)):] {
		n, ok := base45Group(text[:min(3, len(text))])
		switch {
		case !ok:
			return nil, errBase45
		case len(text) >= 3 && n <= 0xffff:
			out = append(out, byte(n>>8), byte(n))
		case len(text) == 2 && n <= 0xff:
			out = append(out, byte(n))
		default:
			return nil, errBase45
		}
	}
	return out, nil
}

// base45Group is the value of up to three characters, least significant first.
func base45Group(group string) (n int, ok bool) {
	for i := len(group) - 1; i >= 0; i-- {
		v := base45Values[group[i]]
		if v < 0 {
			return 0, false
		}
		n = n*45 + int(v)
	}
	return n, true
}
