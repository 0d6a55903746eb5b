package secrets

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// The words that a guesser of this country tries first: zxcvbn's own lists are
// English. docs/security-keys.md says where they are from.
var (
	// guessable are the likeliest, in the order in which they are tried.
	//go:embed guessable.txt
	guessable string
	//go:embed guessable_names.txt
	guessableNames string
	//go:embed guessable_places.txt
	guessablePlaces string
	//go:embed guessable_words.txt
	guessableWords string
)

// guessed are all of them, the likeliest first, and as a set.
var guessed = sync.OnceValues(func() (all []string, set map[string]bool) {
	for _, list := range []string{guessable, guessableNames, guessablePlaces, guessableWords} {
		all = append(all, strings.Fields(list)...)
	}
	set = make(map[string]bool, len(all))
	for _, word := range all {
		set[word] = true
	}
	return all, set
})

// names are the words of an account's name and the name in one word.
func names(officer string) []string {
	words := strings.Fields(strings.ToLower(officer))
	return append(words, strings.Join(words, ""))
}

// leet undoes the signs that people write for letters.
var leet = strings.NewReplacer("4", "a", "@", "a", "3", "e", "1", "i", "!", "i", "0", "o", "5", "s", "$", "s", "7", "t")

// fewDigits is how many digits beside one word are too few, whatever they are: with
// 4,000 words they are fewer than 8 random letters are worth, within a factor of 4.
const fewDigits = 5

// isWordWithNumber reports whether a text without blanks, in small letters, is one
// word that a guesser knows with a number before or behind it that adds too little: a
// few digits, a date, or what [weakPIN] refuses. Other signs count for nothing.
func isWordWithNumber(officer, plain string) bool {
	_, set := guessed()
	known := func(word string) bool {
		if set[word] {
			return true
		}
		for _, name := range names(officer) {
			if word == name {
				return true
			}
		}
		return false
	}
	isFrame := func(r rune) bool { return !unicode.IsLetter(r) }
	text := []rune(plain)
	if len(text) > mostEstimated { // much more than a word and a date
		return false
	}
	for begin := 0; begin < len(text); begin++ {
		for end := len(text); end > begin; end-- {
			word, beside := string(text[begin:end]), string(text[:begin])+string(text[end:])
			if (known(word) || known(leet.Replace(word))) && addsTooLittle(onlyDigits(beside)) {
				return true
			}
			if !isFrame(text[end-1]) {
				break
			}
		}
		if !isFrame(text[begin]) {
			break
		}
	}
	return false
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// addsTooLittle judges the digits beside a word.
func addsTooLittle(digits string) bool {
	return len(digits) <= fewDigits || weakPIN([]byte(digits)) != ""
}

// Numbers that others know of their owner: a telephone number as it is dialled in
// Indonesia (0812…, 62812…), and a NIK: province, regency, district, day (of a woman 40
// more), month, year and a serial number.
var (
	phoneNumber = regexp.MustCompile(`^(08|628)[0-9]{7,12}$`)
	nikNumber   = regexp.MustCompile(`^[1-9][0-9]{5}([04][1-9]|[1256][0-9]|[37][01])(0[1-9]|1[0-2])[0-9]{6}$`)
)

// isOwnNumber reports whether a text is such a number, however it is grouped.
func isOwnNumber(plain string) bool {
	digits := onlyDigits(plain)
	return !strings.ContainsFunc(plain, unicode.IsLetter) && (phoneNumber.MatchString(digits) || nikNumber.MatchString(digits))
}

// walks are what fingers run along on a keyboard: rows, columns, digits, the alphabet.
var walks = []string{
	"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "147258369", "789456123",
}

const (
	shortestRun = 3 // signs
	// fewRuns: each is one of some 400, so that three are fewer than 8 random letters.
	fewRuns = 3
)

// isFewRuns reports whether a text falls into three runs at the most along a keyboard or
// the alphabet, forwards or backwards.
func isFewRuns(text string) bool {
	const never = 1 << 20
	text = text[:min(len(text), mostEstimated)]
	runs := make([]int, len(text)+1) // the fewest that make so many bytes
	for end := 1; end <= len(text); end++ {
		runs[end] = never
		for begin := end - shortestRun; begin >= 0 && runs[end] > 1; begin-- {
			if runs[begin] < runs[end]-1 && isRun(text[begin:end]) {
				runs[end] = runs[begin] + 1
			}
		}
	}
	return runs[len(text)] <= fewRuns
}

func isRun(piece string) bool {
	back := []byte(piece)
	slices.Reverse(back)
	return slices.ContainsFunc(walks, func(walk string) bool {
		return strings.Contains(walk, piece) || strings.Contains(walk, string(back))
	})
}
