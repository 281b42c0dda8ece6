// What is wrong with an "mx" value of a policy that is no pattern (RFC 8461 section 3.2), and what
// was meant by it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// The kind of finding (analyzer/findings.txt): "policy-mx-list"; "" for a pattern.
std::string_view key_of_mx_fault(std::string_view value);

// The patterns that are meant, in lower case: several of a list, none where none can be made out.
std::vector<std::string> mended_mx(std::string_view value);

}  // namespace tlsward
