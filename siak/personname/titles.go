package personname

import (
	"slices"
	"strings"
)

// titlesBefore stand before a name: of learning, of religion, of rank, of
// nobility, and how one addresses somebody. What belongs to a name all over a
// region is none (Gusti, Ida Bagus, Anak Agung, Andi, Teuku, Cut, Lalu, Daeng):
// there it tells people apart.
var titlesBefore = setOf(`
	DR DRA DRS DRG DRH DRDR IR PROF DRHC
	H HJ HJH HAJI HAJJAH HAJJI KH KHAJI K KYAI KIAI KIYAI NYAI TGH TGK USTADZ USTADZAH USTAD UST BUYA PDT PENDETA ROMO PASTOR RP RD
	LETDA LETTU LETKOL KOLONEL MAYOR KAPTEN SERDA SERTU SERMA SERKA BRIPDA BRIPTU BRIGPOL BRIPKA AIPDA AIPTU IPDA IPTU AKP KOMPOL AKBP
	R RR RA RM RADEN RADENMAS RADENAJENG RADENAYU RADENRORO RADENRARA RNGT RNG RAJ RAY KRT KRMT KRA KRH KPH GKR GRM BRM BRAY BRA
	TN TUAN NY NYONYA NN NONA SDR SDRI BPK BAPAK IBU`)

// titlesBehind stand behind a name: degrees, and the pilgrim's title.
var titlesBehind = setOf(`
	AMA AMD AMDAK AMDKEB AMDKEP AMDKES AMDKOM AMDFARM AMDGZ AMDPD AMAPD AMTRU AP APT ASP BA BE BSC BENG CA CPA DEA DESS FINACS GRD
	H HJ IR LC LLB LLM MA MAB MAG MAP MARS MAK MBA MCOM ME MEI MENG MEC MFARM MFIL MH MHI MHUM MIKOM MIP MKEB MKEP MKES MKN MKOM MKM
	MM MMA MMED MMPD MMSI MMT MPD MPDI MPDK MPH MPHIL MPP MPSI MS MSC MSE MSEI MSI MSN MSOS MSTAT MSY MT MTH MTI MTP MTR MTRKEB MUD MED
	NERS NS PHD PSI PSIKOLOG SAB SAG SAK SAP SARS SE SEI SESY SFARM SFIL SGZ SH SHI SHUM SHUT SI SIKOM SIP SKED SKEB SKEL SKEP SKG SKH
	SKM SKOM SKPM SLI SM SMB SP SPA SPAN SPB SPD SPDI SPDK SPDSD SPAUD SPI SPJP SPKJ SPM SPN SPOG SPPD SPRAD SPT SPTHT SPSI SS SSI SSIT SSN
	SSOS SSOSI SST SSTP SSTFT SSY ST STAT STEKPANG STH STHI STI STP STR STRKEB STRKEP STRKES STRT STRAK STRGZ SUD SKB SAGH SARL
	DPL DIPL DRSC EDD`)

// bareBehind are short ones that are titles even without a comma or a full stop
// before them. Others of two letters are names as well: LI, MA, BA.
var bareBehind = setOf(`SE SH ST MM MH SP SS MSI MPD SPD`)

// mostTitle is the most words that one title has: S. Tr. Keb., A. Md. Keb.
const mostTitle = 3

// strip takes the titles off: the words that are left, at least one, and the
// titles without their punctuation.
func strip(words []word) (name []word, titles []string) {
	for n := 1; n > 0; {
		if n = titleBefore(words); n > 0 {
			titles, words = append(titles, joined(words[:n])), words[n:]
		}
	}
	for n := 1; n > 0; {
		if n = titleBehind(words); n > 0 {
			titles, words = append(titles, joined(words[len(words)-n:])), words[:len(words)-n]
		}
	}
	return words, titles
}

// titleBefore is how many words at the beginning are a title, 0 for none. One
// word is always left.
func titleBefore(words []word) int {
	for n := min(mostTitle, len(words)-1); n > 0; n-- {
		if one := words[:n]; titlesBefore[joined(one)] && (abbreviated(one) || n == 2 && one[0].text == "RADEN") {
			return n
		}
	}
	return 0
}

// titleBehind is the same of the end.
func titleBehind(words []word) int {
	for n := min(mostTitle, len(words)-1); n > 0; n-- {
		if isTitleBehind(words[len(words)-n:], behindComma(words)) {
			return n
		}
	}
	return 0
}

// isTitleBehind judges the last words of a name. Behind a comma whatever has full
// stops inside is a degree, known or not; a short one that has neither comma nor
// full stops may be a name.
func isTitleBehind(words []word, behindComma bool) bool {
	first, all := words[0], joined(words)
	switch {
	case !abbreviated(words):
		return false
	case !titlesBehind[all]:
		return first.comma && len(words) > 1 && words[1].tight
	}
	return behindComma || first.dotted || bareBehind[all] || len(all) > 3
}

// behindComma reports whether the last word stands somewhere behind a comma.
func behindComma(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return w.comma })
}

// abbreviated reports whether all but the last have a full stop, so that they can
// be one title in several words.
func abbreviated(words []word) bool {
	return !slices.ContainsFunc(words[:len(words)-1], func(w word) bool { return !w.dotted })
}

// joined is words without what stands between them.
func joined(words []word) string {
	if len(words) == 1 {
		return words[0].text
	}
	return strings.ReplaceAll(surface(words), " ", "")
}

func setOf(words string) map[string]bool {
	all := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		all[w] = true
	}
	return all
}
