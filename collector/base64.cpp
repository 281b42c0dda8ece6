#include "collector/base64.h"

#include <Poco/Base64Encoder.h>

#include <sstream>

namespace tlsward {

std::string base64(const std::string& bytes) {
  std::ostringstream text;
  Poco::Base64Encoder encoder(text);
  encoder.rdbuf()->setLineLength(0);
  encoder << bytes;
  encoder.close();
  return text.str();
}

}  // namespace tlsward
