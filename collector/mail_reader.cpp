#include "collector/mail_reader.h"

#include "collector/mail_message.h"
#include "collector/trust.h"

#include <utility>

namespace tlsward {

std::vector<Reading> read_vouched_mail(Intake& intake, const Limits& limits, Delivery delivery) {
  auto mail = read_mail(delivery.bytes, limits);
  if (!mail) return rejected(std::move(delivery), std::move(mail.error()));
  return intake.read_parts(delivery, *mail, {});
}

MailReader::MailReader(Intake& intake, const Limits& limits, MailTrust trust)
    : intake_(intake),
      limits_(limits),
      authserv_ids_(std::move(trust.authserv_ids)),
      verifier_(std::move(trust.lookup), limits) {}

std::vector<Reading> MailReader::read(Delivery delivery) {
  auto mail = read_mail(delivery.bytes, limits_);
  if (!mail) return rejected(std::move(delivery), std::move(mail.error()));
  if (mail->parts.empty()) return {};
  const Timestamp received = mail->received.value_or(delivery.received);
  const MailProof proof{*mail, verifier_.verify(delivery.bytes, received, delivery.received),
                        authserv_ids_, delivery.received};
  return intake_.read_parts(delivery, *mail,
                            [&](const Report& report) { return believe(proof, report); });
}

}  // namespace tlsward
