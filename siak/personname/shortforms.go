package personname

import "strings"

// fullForms says what a word may stand for, in capitals and without full stops: of each
// line, the words before the colon may be any of those behind it, and of a line
// without one each may be each other. Short forms as cards and forms have them;
// the Balinese ones are those of birth order and caste. The Arabic names are
// those that offices transliterate with different vowels, which no rule of
// spelling covers.
var fullForms = func() map[string][]string {
	forms := map[string][]string{}
	for line := range strings.Lines(writtenForms) {
		short, full, has := strings.Cut(strings.TrimSpace(line), ":")
		if !has {
			full, _, _ = strings.Cut(short, " ")
			short = strings.TrimPrefix(short, full)
		}
		for w := range strings.FieldsSeq(short) {
			forms[w] = append(forms[w], strings.Fields(full)...)
		}
	}
	return forms
}()

// inFull is a word as it is written in full, where it is short.
func inFull(w string) string {
	if forms := fullForms[base(w)]; len(forms) > 0 {
		return forms[0]
	}
	return w
}

const writtenForms = `MUHAMMAD MHD MUH MOH MOCH MUCH MUHD MOHD MOCHD MUHAM MOHAM MUHAMAD MUHAMMED MUHAMED MUHAMMADE MUHAMADE MOHAMAD MOHAMMAD MOHAMED MOHAMMED MOCHAMAD MOCHAMMAD MOCHAMED MOCHAMMED MUCHAMAD MUCHAMMAD MUCHAMMED MUKHAMAD MUKHAMMAD MOKHAMAD MOKHAMMAD MUHAMAT MUHAMMAT MOHAMAT
	MD: MUHAMMAD MADE
	AHMAD ACH AKH AHM ACHM AKHM
	ABDUL ABD ABDL ABDOEL ABDOL ABDUR ABDUS ABDUN
	SITI ST STI
	NR: NUR NURUL
	NRL: NURUL
	WAYAN WY WYN
	NYOMAN NYM
	KETUT KT KTT
	PUTU PT
	KOMANG KM KMG
	KADEK KD KDK
	GEDE GD GDE
	GUSTI GST
	DEWA DW
	AGUNG AG AGG
	NGURAH NGR
	BAGUS BGS
	COKORDA COK CKD TJOKORDA TJOK
	DESAK DSK
	AA: ANAKAGUNG
	IB: IDABAGUS
	IGN: IGUSTINGURAH
	TUBAGUS TB
	DAENG DG
	FX: FRANSISKUSXAVERIUS
	BINTI BT BTE BTI BNT BNTI BINTE
	BORU BR
	KHAIRUL KHOIRUL CHOIRUL HAIRUL KHOERUL
	SALEH SOLEH SHOLEH SALIH SHOLIH SOLIH
	RAHMAT ROHMAT ROCHMAT ROKHMAT
	RAHMAN ROHMAN ROCHMAN
	ABDURRAHMAN ABDURROHMAN ABDUROHMAN
	HUSEIN HUSAIN HUSEN
	UMAR OMAR
	USMAN OSMAN UTHMAN
	YAKUB YAKOB
	SULAIMAN SULEMAN SOLEMAN
	MUSTAFA MUSTOFA
	KHADIJAH KHODIJAH
	RIZKI RISKI REZKI
	RAMADAN ROMADON ROMADHON RAMADHON`

// particles stand between the parts of a name and are left out by many: son of,
// daughter of, of the clan (Batak, of a woman), and the articles before a
// Balinese name, which say of which sex somebody is.
var (
	maleParticles   = setOf("BIN I")
	femaleParticles = setOf("BINTI BT BTE BTI BNT BNTI BINTE BORU BR NI")
)

// afterArticle are the words before which I and NI are articles.
var afterArticle = setOf(`WAYAN WY WYN MADE MD NYOMAN NYM KETUT KT KTT PUTU PT KOMANG KM KMG KADEK KD KDK GEDE GD GDE GUSTI GST DEWA DW NENGAH LUH ILUH`)

// particle reports whether the i-th word of a name may be left out.
func particle(words []word, i int) bool { return sexOf(words, i) != 0 }

// sexOf is 'L' or 'P' for a particle of that sex, 0 for any other word.
func sexOf(words []word, i int) byte {
	w := words[i].text
	if (w == "I" || w == "NI") && (i+1 == len(words) || !afterArticle[words[i+1].text]) {
		return 0
	}
	switch {
	case (w != "I" && w != "NI") && (i == 0 || i+1 == len(words)):
		return 0 // somebody may be called so
	case maleParticles[w]:
		return 'L'
	case femaleParticles[w]:
		return 'P'
	}
	return 0
}
