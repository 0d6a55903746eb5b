package transfer

import "strings"

// SecretText and RecipientText are keys as age writes them.
func SecretText(private []byte) string { return strings.ToUpper(bech32("age-secret-key-", private)) }

// HybridSecretText is the hybrid half of a private key.
func HybridSecretText(seed []byte) string { return bech32("age-secret-key-pq-", seed) }

// RecipientText is a public key.
func RecipientText(public []byte) string { return bech32("age", public) }
