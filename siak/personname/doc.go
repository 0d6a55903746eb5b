// Package personname has the one rule by which names of people are compared: the
// decision on a code ([Compare]), the search by name ([Normalize], [Variants],
// [Query]) and the accounts of officers ([Key]) stand on it.
//
// A name in the register and the one that a phone was registered with are written
// by different hands. The register's NIK, birth date and sex are compared beside
// it, so that only what makes two people of a name may refuse somebody:
//
//   - case, blanks, dots, commas, hyphens and the sort of apostrophe say nothing:
//     one name;
//   - titles before and behind it (titles.go) come with a diploma or a pilgrimage:
//     one person, the officer is told;
//   - the spelling before 1972 (oe, dj, tj, j, sj, nj, ch) and today's (EYD, Keppres
//     57/1972), doubled letters, the transliterations of Arabic (spelling.go), short
//     forms (shortforms.go), initials, words written together or apart: one person,
//     the officer is told;
//   - any other letter, a word more or less, another order: two people.
//
// The package is pure.
package personname
