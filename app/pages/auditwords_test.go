package pages

import (
	"testing"

	"ikd/station/assets/words"
)

// The audit is told in words: no act, subject or problem of the store stands on
// the screen as it is written in the file.
func TestAuditIsToldInWords(t *testing.T) {
	for _, lang := range words.Langs() {
		w := words.For(lang)
		for act, key := range actTexts {
			if text := actText(w, AuditRow{Act: act}); text == key || text == act {
				t.Errorf("%s is told as %q", act, text)
			}
		}
		for _, key := range subjectTexts {
			if w.Text(key) == key {
				t.Errorf("no words for %s", key)
			}
		}
		for problem, key := range problemTexts {
			if problemText(w, problem) == key {
				t.Errorf("no words for %s", problem)
			}
		}
		if got := actText(w, AuditRow{Act: "new-fangled"}); got != w.Text("act.other") {
			t.Errorf("an unknown act is told as %q", got)
		}
	}
}
