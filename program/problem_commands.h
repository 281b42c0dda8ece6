// `tlsward problems` and what people decide about problems, from flags to exit codes (0 ok, 1 no
// such problem, 3 there are open ones). Exceptions end in program/main.cpp.
#pragma once

#include "program/commands.h"
#include "program/invocation.h"

#include <string>

namespace tlsward {

struct MuteFlags {
  std::string until;
  std::string reason;
};

// Lists those that are open; with `all` those that are resolved too.
int problems_list_command(const Invocation& invocation, const FilterFlags& flags, bool all);
int problems_show_command(const Invocation& invocation, const std::string& id);
int problems_mute_command(const Invocation& invocation, const std::string& id,
                          const MuteFlags& flags);
int problems_unmute_command(const Invocation& invocation, const std::string& id);
int problems_resolve_command(const Invocation& invocation, const std::string& id);

}  // namespace tlsward
