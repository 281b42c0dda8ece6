#include "collector/imap_mailbox.h"

#include "schema/printable.h"

#include <fmt/format.h>
#include <libetpan/libetpan.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <new>
#include <utility>

namespace tlsward {

namespace {

constexpr std::size_t kMostUids = 500;

// libetpan's own end would say LOGOUT and wait for the answer; a connection may be broken off.
void end_session(mailimap* session) {
  if (session->imap_stream != nullptr) mailstream_close(session->imap_stream);
  session->imap_stream = nullptr;
  mailimap_free(session);
}

// What mailimap_connect() would make of a greeting, which log_in() has read.
std::unique_ptr<mailimap, void (*)(mailimap*)> begin_session(ImapStream& stream) {
  std::unique_ptr<mailimap, void (*)(mailimap*)> session(mailimap_new(0, nullptr), end_session);
  if (!session) throw std::bad_alloc();
  session->imap_stream = stream.make_mailstream();
  session->imap_connection_info = mailimap_connection_info_new();
  session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
  return session;
}

// "1:3,7" (RFC 3501 section 9, sequence-set); the UIDs are in order.
std::string uid_set(const std::vector<Uid>& uids) {
  assert(!uids.empty() && uids.size() <= kMostUids);
  std::string set;
  for (std::size_t first = 0, next = 0; first < uids.size(); first = next) {
    next = first + 1;
    while (next < uids.size() && uids[next] == uids[next - 1] + 1)
      ++next;
    set += set.empty() ? "" : ",";
    set += next == first + 1 ? fmt::format("{}", uids[first])
                             : fmt::format("{}:{}", uids[first], uids[next - 1]);
  }
  return set;
}

std::string quoted(const std::string& folder) {
  std::string text = "\"";
  for (const char c : folder) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

// What FETCH told of one message.
struct Fetched {
  Uid uid = 0;
  std::uint32_t size = 0;
  const mailimap_msg_att_body_section* body = nullptr;
};

void take(const mailimap_msg_att_static& item, Fetched& fetched) {
  if (item.att_type == MAILIMAP_MSG_ATT_UID) fetched.uid = item.att_data.att_uid;
  if (item.att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) fetched.size = item.att_data.att_rfc822_size;
  if (item.att_type == MAILIMAP_MSG_ATT_BODY_SECTION) fetched.body = item.att_data.att_body_section;
}

Fetched fetched_of(const mailimap_msg_att& message) {
  Fetched fetched;
  for (clistiter* at = clist_begin(message.att_list); at != nullptr; at = clist_next(at)) {
    const auto& item = *static_cast<const mailimap_msg_att_item*>(clist_content(at));
    if (item.att_type == MAILIMAP_MSG_ATT_ITEM_STATIC && item.att_data.att_static != nullptr)
      take(*item.att_data.att_static, fetched);
  }
  return fetched;
}

// What the server told of the messages that it was asked about, each once, in order: it may tell of
// others at any time, and one that lies tells of whatever it wants.
std::vector<Fetched> answers_to(const mailimap& session, const std::vector<Uid>& uids) {
  std::vector<Fetched> answers;
  const clist* const list = session.imap_response_info->rsp_fetch_list;
  for (clistiter* at = clist_begin(list); at != nullptr; at = clist_next(at)) {
    Fetched fetched = fetched_of(*static_cast<const mailimap_msg_att*>(clist_content(at)));
    if (std::binary_search(uids.begin(), uids.end(), fetched.uid)) answers.push_back(fetched);
  }
  std::ranges::stable_sort(answers, {}, &Fetched::uid);
  return answers;
}

}  // namespace

ImapMailbox::ImapMailbox(const ImapServer& server, const ImapLogin& login, Patience patience)
    : stream_(server, patience),
      capabilities_(log_in(stream_, server.tls, login)),
      session_(begin_session(stream_)) {}

ImapMailbox::~ImapMailbox() = default;

std::string ImapMailbox::last_answer() const {
  return session_->imap_response == nullptr ? "" : printable(session_->imap_response, 200);
}

// Throws if the answer could not be had or read.
void ImapMailbox::check(int result) {
  stream_.rethrow();
  if (result == MAILIMAP_ERROR_STREAM || result == MAILIMAP_ERROR_PARSE ||
      result == MAILIMAP_ERROR_FATAL)
    throw MailServerError("the server's answer cannot be read; it is tried again later");
  if (result == MAILIMAP_ERROR_MEMORY) throw std::bad_alloc();
  if (result == MAILIMAP_ERROR_PROTOCOL)
    throw MailServerError(fmt::format("the server does not understand: {}", last_answer()));
}

bool ImapMailbox::command(const std::string& text, std::size_t max_literal_bytes) {
  stream_.begin_answer(max_literal_bytes);
  const int result = mailimap_custom_command(session_.get(), text.c_str());
  check(result);
  return result == MAILIMAP_NO_ERROR;
}

void ImapMailbox::require(const std::string& text) {
  if (!command(text)) throw refused(text);
}

MailServerError ImapMailbox::refused(const std::string& text) const {
  return MailServerError(
      fmt::format("the server refuses {}: {}", text.substr(0, text.find(' ', 4)), last_answer()));
}

ImapFolder ImapMailbox::select(const std::string& folder) {
  stream_.begin_answer(0);
  const int result = mailimap_select(session_.get(), folder.c_str());
  check(result);
  if (result != MAILIMAP_NO_ERROR)
    throw MailServerError(fmt::format("folder {} cannot be opened: {}; check folders",
                                      printable(folder), last_answer()));
  const mailimap_selection_info& info = *session_->imap_selection_info;
  return {.uid_validity = info.sel_uidvalidity,
          .uid_next = info.sel_uidnext,
          .messages = info.sel_has_exists != 0 ? info.sel_exists
                                               : std::numeric_limits<std::uint32_t>::max()};
}

std::vector<Uid> ImapMailbox::search(Uid first, Uid last) {
  // hMailServer answers BAD for an empty folder.
  const mailimap_selection_info& info = *session_->imap_selection_info;
  if (info.sel_has_exists != 0 && info.sel_exists == 0) return {};
  require(fmt::format("UID SEARCH UID {}:{}", first, last));
  std::vector<Uid> uids;
  const clist* const found = session_->imap_response_info->rsp_search_result;
  for (clistiter* at = found == nullptr ? nullptr : clist_begin(found); at != nullptr;
       at = clist_next(at)) {
    const Uid uid = *static_cast<const std::uint32_t*>(clist_content(at));
    if (uid >= first && uid <= last) uids.push_back(uid);
  }
  std::ranges::sort(uids);
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

std::vector<MailSize> ImapMailbox::sizes(const std::vector<Uid>& uids) {
  require(fmt::format("UID FETCH {} (UID RFC822.SIZE)", uid_set(uids)));
  std::vector<MailSize> sizes;
  for (const Fetched& fetched : answers_to(*session_, uids)) {
    if (sizes.empty() || sizes.back().uid != fetched.uid)
      sizes.push_back({fetched.uid, fetched.size});
  }
  return sizes;
}

std::vector<FetchedMail> ImapMailbox::bodies(const std::vector<Uid>& uids, std::size_t max_bytes) {
  const std::string text = fmt::format("UID FETCH {} (UID BODY.PEEK[])", uid_set(uids));
  const bool done = command(text, max_bytes);
  std::vector<FetchedMail> mails;
  for (const Fetched& fetched : answers_to(*session_, uids)) {
    if (fetched.body == nullptr || fetched.body->sec_body_part == nullptr) continue;
    if (!mails.empty() && mails.back().uid == fetched.uid) continue;
    mails.push_back({fetched.uid, {fetched.body->sec_body_part, fetched.body->sec_length}});
  }
  if (mails.empty() && !done) throw refused(text);
  // libetpan would hold them until its next answer.
  mailimap_fetch_list_free(
      std::exchange(session_->imap_response_info->rsp_fetch_list, clist_new()));
  return mails;
}

bool ImapMailbox::mark_seen(const std::vector<Uid>& uids) {
  return command(fmt::format("UID STORE {} +FLAGS.SILENT (\\Seen)", uid_set(uids)));
}

bool ImapMailbox::move(const std::vector<Uid>& uids, const std::string& folder) {
  const bool at_once = capabilities_.contains("MOVE");
  if (!at_once && !capabilities_.contains("UIDPLUS")) return false;
  const std::string transfer =
      fmt::format("UID {} {} {}", at_once ? "MOVE" : "COPY", uid_set(uids), quoted(folder));
  const bool done = command(transfer) || (command("CREATE " + quoted(folder)) && command(transfer));
  return done && (at_once || remove(uids));
}

// Never a bare EXPUNGE, which deletes what others marked.
bool ImapMailbox::remove(const std::vector<Uid>& uids) {
  if (!capabilities_.contains("UIDPLUS")) return false;
  const std::string set = uid_set(uids);
  return command(fmt::format("UID STORE {} +FLAGS.SILENT (\\Deleted)", set)) &&
         command(fmt::format("UID EXPUNGE {}", set));
}

void ImapMailbox::idle(ImapStream::Clock::time_point until) {
  while (ImapStream::Clock::now() < until && !has_mail_come(until)) {
  }
}

// Dovecot says "* OK Still here" every two minutes: only EXISTS is a mail.
bool ImapMailbox::has_mail_come(ImapStream::Clock::time_point until) {
  stream_.begin_answer(0);
  check(mailimap_idle(session_.get()));
  if (session_->imap_stream->read_buffer_len == 0) stream_.wait_for_bytes(until);
  stream_.begin_answer(0);
  check(mailimap_idle_done(session_.get()));
  return session_->imap_selection_info->sel_has_exists != 0;
}

}  // namespace tlsward
