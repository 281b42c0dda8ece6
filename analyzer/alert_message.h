// What an owner is told at once, in words: the subject of a thread, and the text that both parts of
// a mail print. Everything from strangers is printable().
#pragma once

#include "analyzer/alert_conditions.h"
#include "analyzer/digest_message.h"
#include "analyzer/owner.h"
#include "schema/alerts.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tlsward {

// What one thread has to tell in a mail.
struct AlertNews {
  AlertThread thread;  // with news
  // As it stands; lent. Null only where the problem is over and in no digest.
  const AlertCondition* condition = nullptr;
};

// What all news of a mail have in common; lent.
struct AlertSetting {
  const Owner& owner;
  const Language& language;
  Day yesterday;  // the last complete UTC day: whose reports say what is over
  Timestamp now;
  std::int64_t left = 0;  // how many more problems are to be told, and have no place
};

// "Certificate expired, mx2.example.org": the cause and its host, or who is silent.
std::string cause_in_words(const AlertThread& thread, const AlertCondition* condition,
                           const Language& language);

// The subject of the thread that begins with these: of the first, and how many more.
std::string alert_subject(std::span<const AlertNews> news, const Language& language);

// The mail's text; its subject is `subject`, with "Re: " where the thread goes on. At least one.
MessageBody make_alert(std::span<const AlertNews> news, const AlertSetting& setting,
                       const std::string& subject);

// One to see whether alerts arrive.
MessageBody make_test_alert(const AlertSetting& setting);

}  // namespace tlsward
