/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <gio/gio.h>

#include "tw-http-uri.h"

/* Fields that mean something else when they stand twice (RFC 9110, 5.3: no lists). */
static const char *const singletons[] = {
  "authorization", "content-encoding", "content-length", "content-range", "content-type", "date", "expect", "from", "host",
  "idempotency-key", "if-modified-since", "if-range", "if-unmodified-since", "max-forwards", "origin", "proxy-authorization", "range",
  "referer", "transfer-encoding", "upload-complete", "upload-offset", "user-agent", "x-request-id", NULL
};

/* Characters that may stand in a target as they are (RFC 3986: unreserved, sub-delims, and : @ / ?), and % before two digits. */
static gboolean
is_target_char (char c)
{
  return g_ascii_isalnum (c) || (c != 0 && strchr ("-._~!$&'()*+,;=:@/?%", c) != NULL);
}

static gboolean
is_token_char (char c)
{
  return g_ascii_isalnum (c) || (c != 0 && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static gboolean
refuse (const char **why, const char *sentence)
{
  *why = sentence;
  return FALSE;
}

/* %XX and, in a query, + for a space. */
static char *
unescape (const char *raw, gsize length, gboolean plus, const char **why)
{
  g_autoptr (GString) text = g_string_sized_new (length + 1);

  for (gsize i = 0; i < length; i++)
    {
      char c = raw[i];

      if (c == '%')
        {
          int high = -1, low = -1;

          if (length - i > 2)
            {
              high = g_ascii_xdigit_value (raw[i + 1]);
              low = g_ascii_xdigit_value (raw[i + 2]);
            }
          if (high < 0 || low < 0)
            {
              refuse (why, "The address has a % that two hexadecimal digits do not follow.");
              return NULL;
            }
          c = (char) (high * 16 + low);
          i += 2;
        }
      else if (c == '+' && plus)
        c = ' ';
      if (c == 0)
        {
          refuse (why, "The address has a zero byte.");
          return NULL;
        }
      g_string_append_c (text, c);
    }
  if (!g_utf8_validate (text->str, (gssize) text->len, NULL))
    {
      refuse (why, "The address is not UTF-8.");
      return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
check_segment (const char *segment, const char **why)
{
  if (strcmp (segment, ".") == 0 || strcmp (segment, "..") == 0)
    return refuse (why, "The path has a part “.” or “..”.");
  for (const char *p = segment; *p; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f || *p == '/' || *p == '\\')
      return refuse (why, "The path has an escaped slash, a backslash or a control character.");
  return TRUE;
}

/**
 * tw_http_decode_path:
 * @raw: a path as it came, beginning with a slash
 * @length: its bytes
 * @why: (out): the reason of a refusal
 *
 * Returns: (transfer full) (nullable): the path, without escapes; its slashes are those that were written as slashes
 */
char *
tw_http_decode_path (const char *raw, gsize length, const char **why)
{
  g_autoptr (GString) path = g_string_new (NULL);
  gsize at = 0;

  if (length == 0 || raw[0] != '/')
    {
      refuse (why, "The path does not begin with a slash.");
      return NULL;
    }
  while (at < length)
    {
      gsize end = ++at;
      g_autofree char *segment = NULL;

      while (end < length && raw[end] != '/')
        end++;
      if (end == at && end < length)
        {
          refuse (why, "The path has an empty part.");
          return NULL;
        }
      segment = unescape (raw + at, end - at, FALSE, why);
      if (segment == NULL || !check_segment (segment, why))
        return NULL;
      g_string_append_c (path, '/');
      g_string_append (path, segment);
      at = end;
    }
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static gboolean
has_name (GPtrArray *pairs, const char *name)
{
  for (guint i = 0; i < pairs->len; i += 2)
    if (strcmp (g_ptr_array_index (pairs, i), name) == 0)
      return TRUE;
  return FALSE;
}

/**
 * tw_http_decode_query:
 * @raw: (nullable): what follows the question mark
 * @why: (out): the reason of a refusal
 *
 * Returns: (transfer full) (nullable) (element-type utf8): names and values in turn
 */
GPtrArray *
tw_http_decode_query (const char *raw, const char **why)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  const char *at = raw;

  while (at != NULL && *at != 0)
    {
      gsize length = strcspn (at, "&");
      const char *equals = memchr (at, '=', length);
      gsize name_length = equals ? (gsize) (equals - at) : length;
      g_autofree char *name = unescape (at, name_length, TRUE, why);
      g_autofree char *value = NULL;

      if (name == NULL)
        return NULL;
      value = equals ? unescape (equals + 1, length - name_length - 1, TRUE, why) : g_strdup ("");
      if (value == NULL)
        return NULL;
      if (*name == 0 ? !refuse (why, "The query has a value without a name.")
          : has_name (pairs, name) ? !refuse (why, "The query has a name twice.")
          : pairs->len >= 2 * TW_HTTP_MAX_QUERY ? !refuse (why, "The query has too many names.") : FALSE)
        return NULL;
      g_ptr_array_add (pairs, g_steal_pointer (&name));
      g_ptr_array_add (pairs, g_steal_pointer (&value));
      at += length;
      if (*at == '&' && *++at == 0)
        {
          refuse (why, "The query ends with an ampersand.");
          return NULL;
        }
    }
  return g_steal_pointer (&pairs);
}

/**
 * tw_http_read_target:
 * @target: as it stands in the request line
 * @host: of the Host field: an absolute target must name the same
 * @query: (out) (nullable): where the query begins in @target
 * @why: (out): the reason of a refusal
 *
 * Returns: (transfer full) (nullable): the decoded path; "*" for the server as a whole
 */
char *
tw_http_read_target (const char *target, const char *host, const char **query, const char **why)
{
  const char *path = target;
  gsize length;

  *query = NULL;
  for (const char *p = target; *p; p++)
    if (!is_target_char (*p))
      {
        refuse (why, "The address has a character that has to be escaped.");
        return NULL;
      }
  if (strcmp (target, "*") == 0)
    return g_strdup (target);
  if (*path != '/')
    {
      gsize n = g_ascii_strncasecmp (path, "http://", 7) == 0 ? 7 : g_ascii_strncasecmp (path, "https://", 8) == 0 ? 8 : 0;
      gsize authority = strcspn (path + n, "/?");

      if (n == 0 || host == NULL || authority != strlen (host) || g_ascii_strncasecmp (path + n, host, authority) != 0)
        {
          refuse (why, "The address is neither a path nor one of this host.");
          return NULL;
        }
      path += n + authority;
    }
  length = strcspn (path, "?");
  if (path[length] == '?')
    *query = path + length + 1;
  return tw_http_decode_path (path, length, why);
}

static gboolean
check_field (const char *name, gsize name_length, const char *value, gsize value_length, const char **why)
{
  if (name_length == 0)
    return refuse (why, "A header field has no name.");
  for (gsize i = 0; i < name_length; i++)
    if (!is_token_char (name[i]))
      return refuse (why, "The name of a header field has a character that it may not have.");
  for (gsize i = 0; i < value_length; i++)
    if (((guchar) value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f)
      return refuse (why, "A header field has a control character.");
  if (!g_utf8_validate (value, (gssize) value_length, NULL))
    return refuse (why, "A header field is not UTF-8.");
  return TRUE;
}

static char *
copy_small (TwHttpArena *arena, const char *name, gsize length)
{
  char *small = tw_http_arena_copy (arena, name, length);

  for (char *p = small; *p; p++)
    *p = g_ascii_tolower (*p);
  return small;
}

static char *
join (TwHttpArena *arena, const char *before, const char *between, const char *value, gsize length)
{
  gsize n = strlen (before), m = strlen (between);
  char *joined = tw_http_arena_take (arena, n + m + length + 1);

  memcpy (joined, before, n);
  memcpy (joined + n, between, m);
  memcpy (joined + n + m, value, length);
  joined[n + m + length] = 0;
  return joined;
}

static TwHttpPair *
find_field (const TwHttpFields *fields, const char *name)
{
  for (guint i = 0; i < fields->n; i++)
    if (g_ascii_tolower (*name) == *fields->pairs[i].name && g_ascii_strcasecmp (name, fields->pairs[i].name) == 0)
      return (TwHttpPair *) &fields->pairs[i];
  return NULL;
}

/**
 * tw_http_get_header:
 * @fields: of a head
 * @name: of a field, in any case
 *
 * Returns: (nullable): its value; lines of a list are joined
 */
const char *
tw_http_get_header (const TwHttpFields *fields, const char *name)
{
  const TwHttpPair *pair = find_field (fields, name);

  return pair != NULL ? pair->value : NULL;
}

/**
 * tw_http_add_header:
 * @fields: of the head so far
 * @name: of the field
 * @name_length: its bytes
 * @value: of the field
 * @value_length: its bytes
 * @why: (out): the reason of a refusal
 *
 * Lines of a list are joined with a comma (RFC 9110, 5.2), those of Cookie with a semicolon (RFC 6265, 5.4).
 *
 * Returns: FALSE when the field is malformed, one too many, or stands twice and may not
 */
gboolean
tw_http_add_header (TwHttpFields *fields, const char *name, gsize name_length, const char *value, gsize value_length, const char **why)
{
  TwHttpPair *before;
  const char *key;

  if (!check_field (name, name_length, value, value_length, why))
    return FALSE;
  key = copy_small (fields->arena, name, name_length);
  while (value_length > 0 && (value[value_length - 1] == ' ' || value[value_length - 1] == '\t'))
    value_length--;
  while (value_length > 0 && (*value == ' ' || *value == '\t'))
    value++, value_length--;
  before = find_field (fields, key);
  if (before != NULL && g_strv_contains (singletons, key))
    return refuse (why, "A header field stands twice that may stand once only.");
  if (before != NULL)
    before->value = join (fields->arena, before->value, strcmp (key, "cookie") == 0 ? "; " : ", ", value, value_length);
  else if (fields->n == TW_HTTP_MAX_HEADERS)
    return refuse (why, "The request has too many header fields.");
  else
    fields->pairs[fields->n++] = (TwHttpPair) { key, tw_http_arena_copy (fields->arena, value, value_length) };
  return TRUE;
}

/**
 * tw_http_is_host:
 * @host: the value of a Host field
 *
 * Returns: whether it is a name or an address, with a port or without (RFC 9110, 7.2)
 */
gboolean
tw_http_is_host (const char *host)
{
  gsize n;

  if (*host == '[')
    {
      n = strspn (host, "[0123456789abcdefABCDEF:.");
      if (host[n] != ']')
        return FALSE;
      n++;
    }
  else
    for (n = 0; g_ascii_isalnum (host[n]) || (host[n] != 0 && strchr ("-._~", host[n]) != NULL); n++)
      ;
  if (n == 0 || n > 255)
    return FALSE;
  if (host[n] == ':')
    {
      gsize digits = strspn (host + n + 1, "0123456789");

      if (digits > 5 || g_ascii_strtoull (host + n + 1, NULL, 10) > G_MAXUINT16)
        return FALSE;
      n += 1 + digits;
    }
  return host[n] == 0;
}

/**
 * tw_http_last_forwarded:
 * @value: (nullable): of X-Forwarded-For
 *
 * Only the last hop's word counts: what stands before it came from the client.
 *
 * Returns: (transfer full) (nullable): an address
 */
char *
tw_http_last_forwarded (const char *value)
{
  const char *last = value ? strrchr (value, ',') : NULL;
  g_autofree char *address = value ? g_strstrip (g_strdup (last ? last + 1 : value)) : NULL;

  return address != NULL && g_hostname_is_ip_address (address) ? g_steal_pointer (&address) : NULL;
}

/* "0.5" → 500; no digits: 0. */
static guint
read_weight (const char *text)
{
  guint weight = 0, unit = 100;

  if (*text == '1')
    return 1000;
  if (text[0] != '0' || text[1] != '.')
    return 0;
  for (const char *p = text + 2; g_ascii_isdigit (*p) && unit > 0; p++, unit /= 10)
    weight += (guint) (*p - '0') * unit;
  return weight;
}

/**
 * tw_http_coding_weight:
 * @accept: (nullable): of Accept-Encoding
 * @coding: "gzip" or "zstd"
 *
 * Returns: 0 when the coding is not wanted, up to 1000
 */
guint
tw_http_coding_weight (const char *accept, const char *coding)
{
  g_auto (GStrv) items = NULL;

  if (accept == NULL)
    return 0;
  items = g_strsplit (accept, ",", 32);
  for (guint i = 0; items[i] != NULL; i++)
    {
      char *parameters = strchr (items[i], ';');
      char *q;

      if (parameters != NULL)
        *parameters++ = 0;
      if (g_ascii_strcasecmp (g_strstrip (items[i]), coding) != 0)
        continue;
      if (parameters == NULL)
        return 1000;
      q = g_strstrip (parameters);
      return (q[0] == 'q' || q[0] == 'Q') && q[1] == '=' ? read_weight (q + 2) : 1000;
    }
  return 0;
}
