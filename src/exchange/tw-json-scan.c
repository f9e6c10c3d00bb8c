/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tw-json-scan-private.h"

gsize
tw_json_skip_blank (const char *text, gsize length, gsize at)
{
  while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
    at++;
  return at;
}

TwJsonResult
tw_json_skip_string (const char *text, gsize length, gsize *at)
{
  gsize i = *at + 1;
  while (i < length)
    {
      guchar c = text[i];
      if (c == '"')
        {
          *at = i + 1;
          return TW_JSON_DONE;
        }
      if (c < 0x20)
        {
          *at = i;
          return TW_JSON_BAD;
        }
      if (c != '\\')
        {
          i++;
          continue;
        }
      if (i + 1 == length)
        return TW_JSON_MORE;
      if (text[i + 1] == 'u')
        {
          for (guint k = 2; k < 6; k++)
            {
              if (i + k == length)
                return TW_JSON_MORE;
              if (!g_ascii_isxdigit (text[i + k]))
                {
                  *at = i + k;
                  return TW_JSON_BAD;
                }
            }
          i += 6;
        }
      else if (text[i + 1] && strchr ("\"\\/bfnrt", text[i + 1]))
        i += 2;
      else
        {
          *at = i + 1;
          return TW_JSON_BAD;
        }
    }
  return TW_JSON_MORE;
}

static gsize
skip_digits (const char *text, gsize length, gsize at)
{
  while (at < length && g_ascii_isdigit (text[at]))
    at++;
  return at;
}

static TwJsonResult
skip_number (const char *text, gsize length, gsize *at)
{
  gsize i = *at, digits;
  if (text[i] == '-')
    i++;
  digits = i;
  i = skip_digits (text, length, i);
  if (i == length)
    return TW_JSON_MORE;
  *at = i;
  if (i == digits || (text[digits] == '0' && i > digits + 1))
    return TW_JSON_BAD;
  if (text[i] == '.')
    {
      digits = ++i;
      i = skip_digits (text, length, i);
      if (i == length)
        return TW_JSON_MORE;
      *at = i;
      if (i == digits)
        return TW_JSON_BAD;
    }
  if (text[i] == 'e' || text[i] == 'E')
    {
      i++;
      if (i < length && (text[i] == '+' || text[i] == '-'))
        i++;
      digits = i;
      i = skip_digits (text, length, i);
      if (i == length)
        return TW_JSON_MORE;
      *at = i;
      if (i == digits)
        return TW_JSON_BAD;
    }
  *at = i;
  return TW_JSON_DONE;
}

static TwJsonResult
skip_word (const char *text, gsize length, gsize *at, const char *word)
{
  gsize n = strlen (word), have = MIN (n, length - *at);
  if (memcmp (text + *at, word, have) != 0)
    return TW_JSON_BAD;
  if (have < n)
    return TW_JSON_MORE;
  *at += n;
  return TW_JSON_DONE;
}

/* An array, or with an object's close also the names before the values. */
static TwJsonResult
skip_container (const char *text, gsize length, gsize *at, char close, guint depth)
{
  gsize i = *at + 1;
  TwJsonResult result;
  if (depth >= TW_JSON_MAX_DEPTH)
    return TW_JSON_BAD;
  for (gboolean first = TRUE;; first = FALSE)
    {
      i = *at = tw_json_skip_blank (text, length, i);
      if (i == length)
        return TW_JSON_MORE;
      if (first && text[i] == close)
        break;
      if (close == '}')
        {
          if (text[i] != '"')
            return TW_JSON_BAD;
          result = tw_json_skip_string (text, length, &i);
          *at = i;
          if (result != TW_JSON_DONE)
            return result;
          i = *at = tw_json_skip_blank (text, length, i);
          if (i == length)
            return TW_JSON_MORE;
          if (text[i] != ':')
            return TW_JSON_BAD;
          i = tw_json_skip_blank (text, length, i + 1);
          if (i == length)
            return TW_JSON_MORE;
        }
      result = tw_json_skip_value (text, length, &i, depth + 1);
      *at = i;
      if (result != TW_JSON_DONE)
        return result;
      i = *at = tw_json_skip_blank (text, length, i);
      if (i == length)
        return TW_JSON_MORE;
      if (text[i] == close)
        break;
      if (text[i] != ',')
        return TW_JSON_BAD;
      i++;
    }
  *at = i + 1;
  return TW_JSON_DONE;
}

TwJsonResult
tw_json_skip_value (const char *text, gsize length, gsize *at, guint depth)
{
  if (*at >= length)
    return TW_JSON_MORE;
  switch (text[*at])
    {
    case '{':
      return skip_container (text, length, at, '}', depth);
    case '[':
      return skip_container (text, length, at, ']', depth);
    case '"':
      return tw_json_skip_string (text, length, at);
    case 't':
      return skip_word (text, length, at, "true");
    case 'f':
      return skip_word (text, length, at, "false");
    case 'n':
      return skip_word (text, length, at, "null");
    default:
      if (text[*at] == '-' || g_ascii_isdigit (text[*at]))
        return skip_number (text, length, at);
      return TW_JSON_BAD;
    }
}

static guint
hex4 (const char *text)
{
  guint value = 0;
  for (guint i = 0; i < 4; i++)
    value = value * 16 + g_ascii_xdigit_value (text[i]);
  return value;
}

gsize
tw_json_unescape (char *text, gsize length)
{
  gsize out = 0;
  for (gsize i = 0; i < length;)
    {
      if (text[i] != '\\')
        {
          text[out++] = text[i++];
          continue;
        }
      char c = text[i + 1];
      if (c != 'u')
        {
          text[out++] = c == 'b' ? '\b' : c == 'f' ? '\f' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
          i += 2;
          continue;
        }
      gunichar u = hex4 (text + i + 2);
      i += 6;
      if (u >= 0xd800 && u < 0xdc00 && i + 6 <= length && text[i] == '\\' && text[i + 1] == 'u')
        {
          guint low = hex4 (text + i + 2);
          if (low >= 0xdc00 && low < 0xe000)
            {
              u = 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00);
              i += 6;
            }
        }
      if (u >= 0xd800 && u < 0xe000)
        u = 0xfffd;
      if (u)
        out += g_unichar_to_utf8 (u, text + out);
    }
  return out;
}
