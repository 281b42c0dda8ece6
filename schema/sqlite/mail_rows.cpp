#include "schema/sqlite/mail_rows.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string_view>
#include <utility>

namespace tlsward {

namespace {

constexpr std::array<std::pair<std::string_view, MailState>, 6> kMailStates = {
    {{"waiting", MailState::waiting},
     {"sent", MailState::sent},
     {"refused", MailState::refused},
     {"given-up", MailState::given_up},
     {"replaced", MailState::replaced},
     {"unneeded", MailState::unneeded}}};

constexpr std::array<std::pair<std::string_view, RecipientState>, 4> kRecipientStates = {
    {{"waiting", RecipientState::waiting},
     {"taken", RecipientState::taken},
     {"refused", RecipientState::refused},
     {"given-up", RecipientState::given_up}}};

template <typename State, std::size_t Count>
std::string_view word_of(const std::array<std::pair<std::string_view, State>, Count>& words,
                         State state) {
  const auto found = std::ranges::find(words, state, &std::pair<std::string_view, State>::second);
  assert(found != words.end());
  return found->first;
}

template <typename State, std::size_t Count>
State state_of(const std::array<std::pair<std::string_view, State>, Count>& words,
               std::string_view word) {
  const auto found = std::ranges::find(words, word, &std::pair<std::string_view, State>::first);
  assert(found != words.end());  // the table lets no other in
  return found->second;
}

}  // namespace

std::string_view name(MailState state) {
  return word_of(kMailStates, state);
}

std::string_view name(RecipientState state) {
  return word_of(kRecipientStates, state);
}

bool OutboxMail::has(RecipientState wanted) const {
  return std::ranges::find(recipients, wanted, &OutboxRecipient::state) != recipients.end();
}

namespace sqlite {

OutboxMail make_mail(const Rows& rows) {
  OutboxMail mail{.id = rows.integer(0),
                  .owner = rows.text(1),
                  .local_day = rows.day(2),
                  .first_day = rows.day(3),
                  .last_day = rows.day(4),
                  .message_id = rows.text(5),
                  .sender = rows.text(6),
                  .message = rows.text(7),
                  .created = rows.timestamp(8),
                  .state = state_of(kMailStates, rows.text(9)),
                  .tries = rows.integer(10),
                  .next_try = rows.timestamp(11),
                  .fault = rows.text(12),
                  .in_doubt = rows.integer(13) != 0};
  if (!rows.is_null(14)) mail.settled = rows.timestamp(14);
  mail.seen = rows.optional_integer(15);
  return mail;
}

OutboxRecipient make_recipient(const Rows& rows) {
  return {.address = rows.text(0),
          .state = state_of(kRecipientStates, rows.text(1)),
          .answer = rows.text(2)};
}

std::optional<std::int64_t> seconds_of(std::optional<Timestamp> time) {
  if (!time) return {};
  return time->time_since_epoch().count();
}

}  // namespace sqlite

}  // namespace tlsward
