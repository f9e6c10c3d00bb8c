/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-markdown.h"

#include <cmark.h>
#include <string.h>

#define MAX_LENGTH 200000                              /* bytes that are looked at: a comment is no book */

typedef struct
{
  GString *out;
  gboolean separate;                                   /* a block ended: the next begins after a line */
  guint    n_lists;                                    /* lists that are open */
  guint    n_links;                                    /* links that are open and shown as such */
} Writer;

static cmark_node *
parse (const char *markdown)
{
  gsize length = strlen (markdown);

  if (length > MAX_LENGTH)
    length = g_utf8_find_prev_char (markdown, markdown + MAX_LENGTH) - markdown;
  return cmark_parse_document (markdown, length, CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
}

static void
append_escaped (Writer     *writer,
                const char *text)
{
  g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  if (escaped != NULL)
    g_string_append (writer->out, escaped);
}

/* Only what a label may hand to the desktop: no scheme that runs something. */
static gboolean
is_safe_link (const char *url)
{
  static const char *const schemes[] = { "https://", "http://", "mailto:", "tel:", "tradewind:" };

  for (guint i = 0; url != NULL && i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (url, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

static void
begin_block (Writer *writer)
{
  if (writer->separate)
    g_string_append (writer->out, writer->n_lists > 0 ? "\n" : "\n\n");
  writer->separate = FALSE;
}

static void
write_item (Writer     *writer,
            cmark_node *node)
{
  cmark_node *list = cmark_node_parent (node);
  int number = cmark_node_get_list_start (list);

  begin_block (writer);
  for (guint i = 1; i < writer->n_lists; i++)
    g_string_append (writer->out, "    ");
  if (cmark_node_get_list_type (list) != CMARK_ORDERED_LIST)
    {
      g_string_append (writer->out, "• ");
      return;
    }
  for (cmark_node *before = cmark_node_previous (node); before != NULL; before = cmark_node_previous (before))
    number++;
  g_string_append_printf (writer->out, "%d. ", number);
}

static void
write_link (Writer     *writer,
            cmark_node *node,
            gboolean    enter)
{
  const char *url = cmark_node_get_url (node);
  g_autofree char *escaped = NULL;

  if (!enter)
    {
      if (is_safe_link (url) && --writer->n_links == 0)
        g_string_append (writer->out, "</a>");
      return;
    }
  if (!is_safe_link (url) || writer->n_links++ > 0)
    return;
  escaped = g_markup_escape_text (url, -1);
  g_string_append_printf (writer->out, "<a href=\"%s\">", escaped);
}

static void
write_span (Writer     *writer,
            const char *tag,
            gboolean    enter)
{
  g_string_append_printf (writer->out, enter ? "<%s>" : "</%s>", tag);
}

/* Nodes without children. */
static void
write_leaf (Writer     *writer,
            cmark_node *node)
{
  g_autofree char *code = NULL;

  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_CODE_BLOCK:
      begin_block (writer);
      code = g_strchomp (g_strdup (cmark_node_get_literal (node)));
      g_string_append (writer->out, "<tt>");
      append_escaped (writer, code);
      g_string_append (writer->out, "</tt>");
      writer->separate = TRUE;
      break;
    case CMARK_NODE_HTML_BLOCK:
      begin_block (writer);
      code = g_strchomp (g_strdup (cmark_node_get_literal (node)));
      append_escaped (writer, code);
      writer->separate = TRUE;
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      begin_block (writer);
      g_string_append (writer->out, "———");
      writer->separate = TRUE;
      break;
    case CMARK_NODE_CODE:
      g_string_append (writer->out, "<tt>");
      append_escaped (writer, cmark_node_get_literal (node));
      g_string_append (writer->out, "</tt>");
      break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
      g_string_append_c (writer->out, '\n');
      break;
    default:
      append_escaped (writer, cmark_node_get_literal (node));
    }
}

static void
write_node (Writer     *writer,
            cmark_node *node,
            gboolean    enter)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
      if (enter)
        begin_block (writer);
      if (cmark_node_get_type (node) == CMARK_NODE_HEADING)
        write_span (writer, "b", enter);
      writer->separate = !enter;
      break;
    case CMARK_NODE_LIST:
      if (enter)
        begin_block (writer);
      writer->n_lists += enter ? 1 : -1;
      break;
    case CMARK_NODE_ITEM:
      if (enter)
        write_item (writer, node);
      break;
    case CMARK_NODE_BLOCK_QUOTE:
      if (enter)
        begin_block (writer);
      write_span (writer, "i", enter);
      break;
    case CMARK_NODE_EMPH:
      write_span (writer, "i", enter);
      break;
    case CMARK_NODE_STRONG:
      write_span (writer, "b", enter);
      break;
    case CMARK_NODE_LINK:
      write_link (writer, node, enter);
      break;
    case CMARK_NODE_DOCUMENT:
    case CMARK_NODE_IMAGE:
      break;
    default:
      if (enter)
        write_leaf (writer, node);
    }
}

/**
 * tw_markdown_to_pango:
 * @markdown: a text
 *
 * Returns: (transfer full): the text as Pango's markup; HTML in it stands there as it was written, and links are links when they lead to
 *   the web, to mail, to a telephone or to a record
 */
char *
tw_markdown_to_pango (const char *markdown)
{
  Writer writer = { g_string_new (NULL) };
  cmark_node *document = NULL;
  cmark_iter *iter = NULL;
  cmark_event_type event;

  g_return_val_if_fail (markdown != NULL, NULL);
  document = parse (markdown);
  iter = cmark_iter_new (document);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    write_node (&writer, cmark_iter_get_node (iter), event == CMARK_EVENT_ENTER);
  cmark_iter_free (iter);
  cmark_node_free (document);
  return g_string_free (writer.out, FALSE);
}

/**
 * tw_markdown_to_line:
 * @markdown: a text
 * @max: characters at most
 *
 * Returns: (transfer full): its words, on one line, cut with "…" when there are more
 */
char *
tw_markdown_to_line (const char *markdown,
                     guint       max)
{
  g_autoptr(GString) out = g_string_new (NULL);
  cmark_node *document = NULL;
  cmark_iter *iter = NULL;
  cmark_event_type event;

  g_return_val_if_fail (markdown != NULL, NULL);
  document = parse (markdown);
  iter = cmark_iter_new (document);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);
      cmark_node_type type = cmark_node_get_type (node);
      const char *literal = event == CMARK_EVENT_ENTER ? cmark_node_get_literal (node) : NULL;

      if (literal != NULL)
        g_string_append (out, literal);
      else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK
               || (event == CMARK_EVENT_EXIT && (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING)))
        g_string_append_c (out, ' ');
    }
  cmark_iter_free (iter);
  cmark_node_free (document);
  g_strdelimit (out->str, "\n\r\t", ' ');
  g_strstrip (out->str);
  if (g_utf8_strlen (out->str, -1) <= (glong) max)
    return g_strdup (out->str);
  *g_utf8_offset_to_pointer (out->str, max - 1) = '\0';
  return g_strconcat (g_strchomp (out->str), "…", NULL);
}

/**
 * tw_markdown_find_links:
 * @markdown: a text
 * @func: called with the address of each link
 * @data: for @func
 *
 * Finds what a text leads to.
 */
void
tw_markdown_find_links (const char        *markdown,
                        TwMarkdownLinkFunc func,
                        gpointer           data)
{
  cmark_node *document = NULL;
  cmark_iter *iter = NULL;
  cmark_event_type event;

  g_return_if_fail (markdown != NULL && func != NULL);
  document = parse (markdown);
  iter = cmark_iter_new (document);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);

      if (event == CMARK_EVENT_ENTER && cmark_node_get_type (node) == CMARK_NODE_LINK && cmark_node_get_url (node) != NULL)
        func (cmark_node_get_url (node), data);
    }
  cmark_iter_free (iter);
  cmark_node_free (document);
}
