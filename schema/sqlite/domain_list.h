// Domains in one column, where nothing asks for a single one of them.
#pragma once

#include "schema/domain.h"

#include <string>
#include <vector>

namespace tlsward::sqlite {

// With a blank between them; "" for none.
std::string joined(const std::vector<Domain>& domains);

std::vector<Domain> domains_in(const std::string& text);

}  // namespace tlsward::sqlite
