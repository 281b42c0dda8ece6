// How commands end, beside 0: for scripts, cron and mail servers to tell apart.
#pragma once

namespace tlsward {

inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;          // what was typed cannot be understood
inline constexpr int kFoundProblems = 3;  // it ran, and found what needs somebody
inline constexpr int kTryLater = 75;  // EX_TEMPFAIL of sysexits.h: a mail server queues the mail

}  // namespace tlsward
