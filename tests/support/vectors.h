// The test vectors of tests/vectors: CSV files with a heading, of texts with the escapes \n, \r, \t
// and \xNN; verdicts with "*" are those where grammar and sense differ.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tlsward::tests {

// By the heading of its column.
using Vector = std::map<std::string, std::string>;

// All rows of the file, the escapes of "input" resolved. Fails the test where there is none.
std::vector<Vector> read_vectors(const std::string& file);

// The verdict without its "*".
std::string plain(const std::string& verdict);

}  // namespace tlsward::tests
