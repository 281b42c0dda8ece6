// The program: runs a command and is the boundary of it, where what nobody else could help becomes
// one line and an exit code.
#include "program/cli.h"
#include "program/exit_codes.h"
#include "program/invocation.h"
#include "schema/printable.h"
#include "schema/store.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>

namespace {

// A file that we open must not become a standard stream that was closed: such a stream is opened so
// that to use it fails.
void occupy_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) == -1)
      open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

// "tlsward: object: fault; next step".
int fail(const std::exception& error, int exit_code) {
  const std::string line = "tlsward: " + tlsward::printable(error.what(), 2000) + '\n';
  std::fputs(line.c_str(), stderr);  // Where nobody listens the exit code tells.
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away is no fault: writing to it gives EPIPE, which whoever writes looks at.
  occupy_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return tlsward::run_command_line(argc, argv);
  } catch (const tlsward::UsageError& error) {
    return fail(error, tlsward::kUsage);
  } catch (const tlsward::StoreBusy& error) {
    return fail(error, tlsward::kTryLater);
  } catch (const tlsward::StoreFull& error) {
    return fail(error, tlsward::kTryLater);
  } catch (const tlsward::TryLater& error) {
    return fail(error, tlsward::kTryLater);
  } catch (const std::exception& error) {
    return fail(error, tlsward::kFailed);
  }
}
