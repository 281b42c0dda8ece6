#include "schema/organizational_domain.h"

#include <libpsl.h>

#include <memory>

namespace tlsward {
namespace {

struct Free {
  void operator()(psl_ctx_t* list) const { psl_free(list); }
};

}  // namespace

Domain organizational_domain(const Domain& domain) {
  static const std::unique_ptr<psl_ctx_t, Free> list(psl_latest(nullptr));
  const char* const name = psl_registrable_domain(list.get(), domain.text().c_str());
  return name != nullptr ? Domain(name) : domain;
}

bool is_aligned(const Domain& one, const Domain& other) {
  return !one.empty() && !other.empty() &&
         organizational_domain(one) == organizational_domain(other);
}

}  // namespace tlsward
