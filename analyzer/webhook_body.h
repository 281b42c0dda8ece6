// What is told at once, for a machine: the event of a thread as JSON, or in the form that a service
// such as Slack takes (analyzer/webhooks/).
#pragma once

#include "analyzer/alert_message.h"
#include "schema/webhooks.h"

#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// An [[webhook]] of the configuration, as far as it is about what is posted.
struct WebhookTarget {
  std::string name;    // what was posted is kept by it
  std::string format;  // one of webhook_formats()
  std::string owner;   // whose events; "" = all owners'

  bool is_told_of(std::string_view one) const { return owner.empty() || owner == one; }
};

// "json", "matrix", "ntfy", "slack".
std::vector<std::string> webhook_formats();

// What a thread has to tell, to be posted to the target, waiting; its delivery id is one that no
// other has.
WebhookPost make_webhook_post(const WebhookTarget& target, const AlertNews& news,
                              const AlertSetting& setting);

// One to see whether events arrive.
WebhookPost make_test_post(const WebhookTarget& target, const AlertSetting& setting);

}  // namespace tlsward
