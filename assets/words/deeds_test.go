package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"ikd/station/siak"
)

// vocabulary are words that only some places may be spoken of with. A text that
// has one of them is a false one anywhere else: "the centre" did not fill the disk.
var vocabulary = map[Lang][]struct {
	words  *regexp.Regexp
	places []siak.Place
}{
	ID: {
		{regexp.MustCompile(`(?i)\b(pusat|menjawab|registri|terdaftar|sertifikat|jaringan|wi-fi|peramban|port)\b`), []siak.Place{siak.PlaceRegistry, siak.PlaceEnrolment}},
		{regexp.MustCompile(`(?i)\b(kode pendaftaran|salah ketik)`), []siak.Place{siak.PlaceEnrolment, siak.PlaceRegistry}},
		{regexp.MustCompile(`(?i)\b(aplikasi|ponsel|warga|jam|penerbit|kode ikd)\b`), []siak.Place{siak.PlaceCode}},
		{regexp.MustCompile(`(?i)\bkode ini\b`), []siak.Place{siak.PlaceCode, siak.PlaceEnrolment}},
		{regexp.MustCompile(`(?i)\b(penyimpanan|aktivasi|pemulihan|cadangan|audit|disiapkan|folder)\b`), []siak.Place{siak.PlaceStore}},
		{regexp.MustCompile(`(?i)\b(data|kecamatan)\b`), []siak.Place{siak.PlaceStore, siak.PlaceRegistry, siak.PlaceTransfer}},
		{regexp.MustCompile(`(?i)\b(frasa sandi|pin|akun|terkunci|percobaan|station_passphrase)\b`), []siak.Place{siak.PlaceSignIn, siak.PlaceAccounts}},
		{regexp.MustCompile(`(?i)\b(stik|\w*\.ikd|berkas ini)\b`), []siak.Place{siak.PlaceTransfer}},
		{regexp.MustCompile(`(?i)\b(kamera|gambar)\b`), []siak.Place{siak.PlaceCamera}},
		{regexp.MustCompile(`(?i)\b(hasilnya tidak bisa|tujuannya|ditimpa)\b`), []siak.Place{siak.PlaceOutput, siak.PlaceTransfer}},
	},
	EN: {
		{regexp.MustCompile(`(?i)\b(centre|answers|registry|enrolled|certificate|network|wi-fi|browser|port)\b`), []siak.Place{siak.PlaceRegistry, siak.PlaceEnrolment}},
		{regexp.MustCompile(`(?i)\b(enrolment code|mistyped)\b`), []siak.Place{siak.PlaceEnrolment, siak.PlaceRegistry}},
		{regexp.MustCompile(`(?i)\b(app|phones?|citizen|clock|issuer|ikd code)\b`), []siak.Place{siak.PlaceCode}},
		{regexp.MustCompile(`(?i)\bthis code\b`), []siak.Place{siak.PlaceCode, siak.PlaceEnrolment}},
		{regexp.MustCompile(`(?i)\b(storage|activations?|restore|backup|audit|set up|folder)\b`), []siak.Place{siak.PlaceStore}},
		{regexp.MustCompile(`(?i)\b(data|districts?)\b`), []siak.Place{siak.PlaceStore, siak.PlaceRegistry, siak.PlaceTransfer}},
		{regexp.MustCompile(`(?i)\b(passphrase|pin|accounts?|locked|wrong tries)\b`), []siak.Place{siak.PlaceSignIn, siak.PlaceAccounts}},
		{regexp.MustCompile(`(?i)\b(stick|\w*\.ikd|this file)\b`), []siak.Place{siak.PlaceTransfer}},
		{regexp.MustCompile(`(?i)\b(camera|pictures?)\b`), []siak.Place{siak.PlaceCamera}},
		{regexp.MustCompile(`(?i)\b(the result cannot|where it is to go|written over)\b`), []siak.Place{siak.PlaceOutput, siak.PlaceTransfer}},
	},
}

// leadsTo are the places that the next step of a kind leads to: its text may name
// them when it says what to do, and not when it says what happened.
var leadsTo = map[siak.Kind]siak.Place{
	siak.KindUntrustedIssuer:   siak.PlaceRegistry, // which issues and withdraws registrations
	siak.KindRevoked:           siak.PlaceRegistry,
	siak.KindAlreadySetUp:      siak.PlaceSignIn,
	siak.KindUnsentWork:        siak.PlaceRegistry, // which is to get it
	siak.KindWiped:             siak.PlaceRegistry,
	siak.KindOlderFile:         siak.PlaceRegistry, // which saw the newer one
	siak.KindFileOtherRegistry: siak.PlaceRegistry, // which makes the files
	siak.KindFileOtherKind:     siak.PlaceRegistry,
	siak.KindFileGap:           siak.PlaceRegistry,
	siak.KindFileTooBig:        siak.PlaceRegistry,
	siak.KindNoFileKey:         siak.PlaceRegistry, // which knows them after one contact
	siak.KindNoKeyring:         siak.PlaceStore,    // which a recovery code opens
	siak.KindNoTPM:             siak.PlaceStore,
	siak.KindOtherTPM:          siak.PlaceStore,
}

// madeAt is the one kind that says of a file where it was made.
const madeAt = siak.KindFileOtherRegistry

// worksOn are the places that a deed works on. A failure without a place of its
// own (a name that is not there, an output that cannot be written, an unknown one)
// is told in their words.
var worksOn = map[Deed][]siak.Place{
	DeedOpenWindow:      nil,
	DeedSignIn:          {siak.PlaceSignIn},
	DeedEnrol:           {siak.PlaceEnrolment},
	DeedScan:            {siak.PlaceCode},
	DeedConfirm:         {siak.PlaceStore},
	DeedReadPictures:    {siak.PlaceCamera},
	DeedInspectCode:     {siak.PlaceCode},
	DeedSearch:          {siak.PlaceStore},
	DeedListActivations: {siak.PlaceStore},
	DeedRetry:           {siak.PlaceStore},
	DeedGiveUp:          {siak.PlaceStore},
	DeedOldData:         {siak.PlaceStore},
	DeedAskRegistry:     {siak.PlaceRegistry},
	DeedPull:            {siak.PlaceRegistry},
	DeedListArea:        {siak.PlaceRegistry},
	DeedChooseArea:      {siak.PlaceRegistry},
	DeedExportOutbox:    {siak.PlaceTransfer, siak.PlaceStore},
	DeedImportFile:      {siak.PlaceTransfer},
	DeedInspectFile:     {siak.PlaceTransfer},
	DeedVerifyAudit:     {siak.PlaceStore},
	DeedExportAudit:     {siak.PlaceStore},
	DeedListOfficers:    {siak.PlaceAccounts},
	DeedAddOfficer:      {siak.PlaceAccounts},
	DeedResetOfficer:    {siak.PlaceAccounts},
	DeedDisableOfficer:  {siak.PlaceAccounts},
	DeedChangeSecret:    {siak.PlaceSignIn},
	DeedBackUp:          {siak.PlaceStore},
	DeedRestore:         {siak.PlaceStore},
	DeedWipe:            {siak.PlaceStore},
	DeedRunSandbox:      {siak.PlaceRegistry},
	DeedStaffWork:       {siak.PlaceRegistry},
	DeedPackSupport:     {siak.PlaceStore},
	DeedDrawPhones:      {siak.PlaceCode, siak.PlaceCamera},
	DeedChooseProxy:     {siak.PlaceRegistry},
	DeedTestConnection:  {siak.PlaceRegistry},
	DeedRecover:         {siak.PlaceStore},
	DeedRecoveryCode:    {siak.PlaceStore},
}

// placeless are the places that say nothing of where a failure happened.
var placeless = []siak.Place{siak.PlaceUnknown, siak.PlaceInput, siak.PlaceOutput}

// foreign are the words of a text that only other places are spoken of with.
func foreign(l Lang, text string, at []siak.Place) (found []string) {
	for _, v := range vocabulary[l] {
		if !slices.ContainsFunc(v.places, func(p siak.Place) bool { return slices.Contains(at, p) }) {
			found = append(found, v.words.FindAllString(text, -1)...)
		}
	}
	return found
}

// TestNoFailureSpeaksOfAnotherPlace goes over every deed with every kind.
func TestNoFailureSpeaksOfAnotherPlace(t *testing.T) {
	each(t, func(t *testing.T, w *Words) {
		for _, k := range siak.Kinds() {
			for _, d := range append(Deeds(), "") { // and the texts that hold for every deed
				for _, told := range []Kind{w.Failure(d, k), w.CommandFailure(d, k)} {
					at := []siak.Place{k.Place()}
					if slices.Contains(placeless, k.Place()) {
						at = append(at, worksOn[d]...)
					}
					next := append(slices.Clone(at), leadsTo[k])
					if k == madeAt {
						at = next
					}
					for _, said := range []struct {
						text string
						at   []siak.Place
					}{{told.What, at}, {told.Do, next}} {
						sentence(t, string(d)+", "+string(k), said.text)
						if words := foreign(w.Lang(), said.text, said.at); len(words) > 0 {
							t.Errorf("%s, %s: %q speaks of %q, and it happened at %q", d, k, said.text, words, k.Place())
						}
					}
				}
			}
		}
	})
}

// TestEveryDeedHasItsTexts: a sentence of its own, the places that it works on,
// and no text for a pair that there is not.
func TestEveryDeedHasItsTexts(t *testing.T) {
	for _, l := range Langs() {
		want := map[string]bool{}
		for _, d := range Deeds() {
			if _, is := worksOn[d]; !is {
				t.Errorf("worksOn lacks %q", d)
			}
			want["deeds."+string(d)] = true
			if messages(t, l)["deeds."+string(d)] == nil {
				t.Errorf("add to the section %q of %s: %q", "deeds", fileOf(l), d)
			}
			for _, k := range siak.Kinds() {
				pair := "failures." + string(d) + "." + string(k)
				want[pair+".what"], want[pair+".do"], want[pair+".command"] = true, true, true
			}
		}
		for id := range messages(t, l) {
			if (strings.HasPrefix(id, "deeds.") || strings.HasPrefix(id, "failures.")) && !want[id] {
				t.Errorf("%s: %q is of no deed or kind", fileOf(l), id)
			}
		}
	}
}

// TestAFailureIsToldByWhatWasDone: the next step differs where something else was
// tried, and a failure of no kind says what did not come to its end.
func TestAFailureIsToldByWhatWasDone(t *testing.T) {
	w := For(EN)
	if pull, scan := w.Failure(DeedPull, siak.KindOffline), w.Failure(DeedScan, siak.KindOffline); pull.What != scan.What || pull.Do == scan.Do {
		t.Errorf("pull: %v, scan: %v", pull, scan)
	}
	if told := w.Failure(DeedBackUp, siak.KindUnknown); told.What != "The backup was not made." {
		t.Errorf("told %v", told)
	}
	if told := w.Failure(DeedBackUp, siak.KindBusy); told != w.Kind(siak.KindBusy) {
		t.Errorf("told %v", told)
	}
}

// TestTheVocabularyFindsTheFalseSentences that were told once.
func TestTheVocabularyFindsTheFalseSentences(t *testing.T) {
	for text, at := range map[string]siak.Place{
		"Isi kode ini rusak. Tutup aplikasi IKD, buka lagi, lalu tampilkan kodenya.": siak.PlaceAccounts,
		"Pusat menolak permintaan ini.":                                              siak.PlaceStore,
		"Penyimpanan laptop penuh.":                                                  siak.PlaceOutput,
		"Kamera tidak ditemukan.":                                                    siak.PlaceStore,
		"Frasa sandi salah.":                                                         siak.PlaceRegistry,
		"Stik ini tidak bisa ditulisi.":                                              siak.PlaceStore,
	} {
		if len(foreign(ID, text, []siak.Place{at})) == 0 {
			t.Errorf("%q passes for a sentence of %q", text, at)
		}
	}
}
