// Whether viewers of the dashboard must log in, as the operator sets it.
#pragma once

namespace tlsward {

enum class LoginMode {
  required,
  none,  // everybody is an admin without a name; for who listens on loopback only
};

}  // namespace tlsward
