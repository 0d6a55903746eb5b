package text

import "testing"

func TestSigns(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"ABCD-EFGH":                        "ABCDEFGH",
		"*ABCD-EFGH*":                      "ABCDEFGH", // bold, of a chat
		"`ABCD\u2011EFGH`":                 "ABCDEFGH",
		"\u201cABCD\u2212EFGH\u201d.":      "ABCDEFGH",
		"\u00abABCD\u2014EFGH\u00bb":       "ABCDEFGH",
		"\ufeffABCD\u200b\u00adEFGH\u200e": "ABCDEFGH",
		"ＡＢＣＤ－１２３４":                        "ABCD1234",
		"> ABCD EFGH\r\n":                  "ABCDEFGH",
		"\u00b4ABCD\u00b4":                 "ABCD",
		"!ABCD":                            "!ABCD", // no sign of a letter or a message
		"AB+CD":                            "AB+CD",
		"AB\xffCD":                         "AB\ufffdCD",
		"":                                 "",
	} {
		if got := Signs(in); got != want {
			t.Errorf("Signs(%+q) = %+q, want %+q", in, got, want)
		}
	}
}
