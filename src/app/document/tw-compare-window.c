/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-compare-window.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "tw-dialog-fit.h"
#include "tw-document-version.h"
#include "tw-task.h"

/* What is put into the view at once. Nobody reads more of it, and the window has to stay awake. */
#define MAX_LINES 3000
#define MAX_BYTES (400 * 1000)
#define MAX_LINE  2000                                 /* bytes of a line */
#define MAX_MARKS 100                                  /* of a line */

struct _TwCompareWindow
{
  AdwWindow             parent_instance;

  TwWorkspace          *workspace;                     /* (owned) */
  char                 *name;                          /* (owned) */
  GPtrArray            *versions;                      /* (owned) TwRecord, the newest first */
  GCancellable         *cancellable;                   /* (owned) (nullable) of what is being read */
  TwDocumentComparison *shown;                         /* (owned) (nullable) */

  GtkStack             *stack;
  GtkDropDown          *former, *later;
  GtkLabel             *former_facts, *later_facts, *summary;
  GtkTextView          *view;
  AdwStatusPage        *status;
};

G_DEFINE_FINAL_TYPE (TwCompareWindow, tw_compare_window, ADW_TYPE_WINDOW)

/* --- What it says --- */

static char *
dup_facts (const TwCompareSide *side)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (side->problem != NULL)
    return g_strdup (side->problem);
  g_ptr_array_add (parts, g_content_type_get_description (side->type));
  if (side->n_pages > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u page", "%u pages", side->n_pages), side->n_pages));
  if (side->width > 0)
    /* Translators: how wide and how high a picture is. */
    g_ptr_array_add (parts, g_strdup_printf (_("%1$u × %2$u pixels"), side->width, side->height));
  g_ptr_array_add (parts, g_format_size ((guint64) MAX (side->size, 0)));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static char *
dup_summary (const TwDocumentComparison *shown)
{
  g_autofree char *removed = NULL, *added = NULL;

  if (shown->same)
    return g_strdup (_("The files of both are the same."));
  if (shown->too_much)
    return g_strdup (_("Too much is different to be shown line by line."));
  if (shown->lines == NULL)
    return g_strdup (_("The files are different."));
  if (shown->lines->len == 0)
    return g_strdup (_("The files are different, their text is the same."));
  removed = g_strdup_printf (ngettext ("%u line removed", "%u lines removed", shown->n_removed), shown->n_removed);
  added = g_strdup_printf (ngettext ("%u line added", "%u lines added", shown->n_added), shown->n_added);
  return g_strconcat (removed, " · ", added, NULL);
}

/* --- Its text --- */

static void
make_tags (TwCompareWindow *self)
{
  static const struct { const char *line, *word, *color, *fallback; } kinds[] = {
    { "removed", "removed-word", "error_color", "#c01c28" }, { "added", "added-word", "success_color", "#26a269" },
  };
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self->view));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GdkRGBA line, word;

      if (!gtk_style_context_lookup_color (style, kinds[i].color, &line))
        gdk_rgba_parse (&line, kinds[i].fallback);
      word = line;
      line.alpha = 0.14f;
      word.alpha = 0.32f;
      gtk_text_buffer_create_tag (buffer, kinds[i].line, "paragraph-background-rgba", &line, "indent", -18, "left-margin", 30, "right-margin", 12, NULL);
      gtk_text_buffer_create_tag (buffer, kinds[i].word, "background-rgba", &word, "weight", PANGO_WEIGHT_BOLD, NULL);
    }
  gtk_text_buffer_create_tag (buffer, "same", "indent", -18, "left-margin", 30, "right-margin", 12, NULL);
  gtk_text_buffer_create_tag (buffer, "gap", "justification", GTK_JUSTIFY_CENTER, "style", PANGO_STYLE_ITALIC, "pixels-above-lines", 6,
                              "pixels-below-lines", 6, NULL);
}

static void
tag (GtkTextBuffer *buffer,
     const char    *name,
     int            from,
     int            to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, to);
  gtk_text_buffer_apply_tag_by_name (buffer, name, &start, &end);
}

/* The bytes of a line that are shown. */
static gsize
get_shown_length (const TwCompareLine *line)
{
  gsize length = strlen (line->text);

  return length <= MAX_LINE ? length : (gsize) (g_utf8_find_prev_char (line->text, line->text + MAX_LINE + 1) - line->text);
}

/* Marks are in order: each is counted from where the one before it ended. */
static void
put_marks (GtkTextBuffer       *buffer,
           const TwCompareLine *line,
           gsize                length,
           int                  at)
{
  const char *counted = line->text;

  for (guint i = 0; line->marks != NULL && i < MIN (line->marks->len, MAX_MARKS); i++)
    {
      const TwCompareMark *mark = &g_array_index (line->marks, TwCompareMark, i);
      const char *end = line->text + MIN (mark->to, length);
      int from = 0;

      if (mark->from >= length)
        break;
      from = at + (int) g_utf8_pointer_to_offset (counted, line->text + mark->from);
      at = from + (int) g_utf8_pointer_to_offset (line->text + mark->from, end);
      counted = end;
      tag (buffer, line->kind == TW_COMPARE_REMOVED ? "removed-word" : "added-word", from, at);
    }
}

static void
put_text (GtkTextBuffer *buffer,
          const char    *text,
          const char    *name)
{
  GtkTextIter end;
  int from = 0;

  gtk_text_buffer_get_end_iter (buffer, &end);
  from = gtk_text_iter_get_offset (&end);
  gtk_text_buffer_insert (buffer, &end, text, -1);
  gtk_text_buffer_insert (buffer, &end, "\n", 1);
  tag (buffer, name, from, gtk_text_iter_get_offset (&end));
}

/* A sign and a colour: one alone would not be seen by all. Returns the bytes that it took. */
static gsize
put_line (GtkTextBuffer       *buffer,
          const TwCompareLine *line)
{
  static const char *const signs[] = { [TW_COMPARE_SAME] = "  ", [TW_COMPARE_REMOVED] = "− ", [TW_COMPARE_ADDED] = "+ " };
  static const char *const names[] = { [TW_COMPARE_SAME] = "same", [TW_COMPARE_REMOVED] = "removed", [TW_COMPARE_ADDED] = "added", [TW_COMPARE_GAP] = "gap" };
  g_autofree char *text = NULL;
  gsize length = 0;
  int from = gtk_text_buffer_get_char_count (buffer);

  if (line->kind == TW_COMPARE_GAP)
    text = g_strdup_printf (ngettext ("%u line that is the same", "%u lines that are the same", line->number), line->number);
  else
    {
      length = get_shown_length (line);
      text = g_strdup_printf ("%s%.*s%s", signs[line->kind], (int) length, line->text, line->text[length] != '\0' ? "…" : "");
    }
  put_text (buffer, text, names[line->kind]);
  if (line->kind != TW_COMPARE_GAP)
    put_marks (buffer, line, length, from + 2);
  return strlen (text);
}

static void
show_text (TwCompareWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GPtrArray *lines = self->shown->lines;
  GtkTextIter start;
  gsize bytes = 0;
  guint n = 0;

  gtk_text_buffer_set_text (buffer, "", 0);
  for (; n < MIN (lines->len, MAX_LINES) && bytes < MAX_BYTES; n++)
    bytes += put_line (buffer, g_ptr_array_index (lines, n));
  if (n < lines->len)
    {
      g_autofree char *rest = g_strdup_printf (ngettext ("%u more line is not shown", "%u more lines are not shown", lines->len - n), lines->len - n);

      put_text (buffer, rest, "gap");
    }
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
}

static void
show (TwCompareWindow *self,
      const GError    *error)
{
  g_autofree char *former = NULL, *later = NULL, *summary = NULL;

  if (self->shown != NULL)
    {
      former = dup_facts (&self->shown->former);
      later = dup_facts (&self->shown->later);
      summary = dup_summary (self->shown);
    }
  gtk_label_set_label (self->former_facts, former != NULL ? former : "");
  gtk_label_set_label (self->later_facts, later != NULL ? later : "");
  gtk_label_set_label (self->summary, summary != NULL ? summary : "");
  if (self->shown != NULL && self->shown->lines != NULL && self->shown->lines->len > 0)
    {
      show_text (self);
      gtk_stack_set_visible_child_name (self->stack, "text");
      return;
    }
  if (error != NULL || self->shown->too_much)
    {
      adw_status_page_set_title (self->status, _("Not Compared"));
      tw_tell (self->status, error != NULL ? error->message : summary);
    }
  else if (self->shown->same || self->shown->lines != NULL)
    {
      adw_status_page_set_title (self->status, _("No Differences"));
      tw_tell (self->status, summary);
    }
  else
    {
      adw_status_page_set_title (self->status, _("No Text"));
      tw_tell (self->status, _("There is no text in these files that could be compared line by line."));
    }
  gtk_stack_set_visible_child_name (self->stack, "status");
}

/* --- Reading --- */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  char    *name, *former, *later;                      /* (owned) */
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_object_unref (wanted->store);
  g_free (wanted->name);
  g_free (wanted->former);
  g_free (wanted->later);
  g_free (wanted);
}

static void
compare_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Wanted *wanted = data;
  GError *error = NULL;
  TwDocumentComparison *comparison = tw_document_compare (wanted->store, wanted->name, wanted->former, wanted->later, cancellable, &error);

  if (comparison != NULL)
    g_task_return_pointer (task, comparison, (GDestroyNotify) tw_document_comparison_free);
  else
    g_task_return_error (task, error);
}

static void
compared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  TwCompareWindow *self = TW_COMPARE_WINDOW (source);
  g_autoptr(GError) error = NULL;
  TwDocumentComparison *comparison = g_task_propagate_pointer (G_TASK (result), &error);

  /* Given up for another pair, or the window is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->view == NULL)
    {
      g_clear_pointer (&comparison, tw_document_comparison_free);
      return;
    }
  g_clear_object (&self->cancellable);
  self->shown = comparison;
  show (self, error);
}

static const char *
get_hash (TwCompareWindow *self,
          guint            nth)
{
  return nth < self->versions->len ? tw_document_version_get_file (g_ptr_array_index (self->versions, nth)) : NULL;
}

static void
compare (TwCompareWindow *self)
{
  const char *former = get_hash (self, gtk_drop_down_get_selected (self->former)), *later = get_hash (self, gtk_drop_down_get_selected (self->later));
  g_autoptr(GTask) task = NULL;
  Wanted *wanted = NULL;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->shown, tw_document_comparison_free);
  if (former == NULL || later == NULL)
    {
      g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("This version has no file."));

      show (self, error);
      return;
    }
  self->cancellable = g_cancellable_new ();
  gtk_stack_set_visible_child_name (self->stack, "busy");
  gtk_label_set_label (self->summary, "");
  wanted = g_new0 (Wanted, 1);
  wanted->store = g_object_ref (tw_workspace_get_store (self->workspace));
  wanted->name = g_strdup (self->name);
  wanted->former = g_strdup (former);
  wanted->later = g_strdup (later);
  task = g_task_new (self, self->cancellable, compared_cb, NULL);
  g_task_set_task_data (task, wanted, wanted_free);
  tw_task_run_in_thread (task, compare_thread);
}

/* --- The window --- */

static void
tw_compare_window_dispose (GObject *object)
{
  TwCompareWindow *self = TW_COMPARE_WINDOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_COMPARE_WINDOW);
  self->view = NULL;
  g_clear_pointer (&self->shown, tw_document_comparison_free);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  g_clear_pointer (&self->name, g_free);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_compare_window_parent_class)->dispose (object);
}

static void
tw_compare_window_class_init (TwCompareWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_compare_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("document/tw-compare-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCompareWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TwCompareWindow, former);
  gtk_widget_class_bind_template_child (widget_class, TwCompareWindow, later);
  gtk_widget_class_bind_template_child (widget_class, TwCompareWindow, former_facts);
  gtk_widget_class_bind_template_child (widget_class, TwCompareWindow, later_facts);
  gtk_widget_class_bind_template_child (widget_class, TwCompareWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, TwCompareWindow, view);
  gtk_widget_class_bind_template_child (widget_class, TwCompareWindow, status);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tw_compare_window_init (TwCompareWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_tags (self);
}

static void
fill (GtkDropDown *choice,
      GPtrArray   *versions)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < versions->len; i++)
    {
      g_autofree char *title = tw_document_version_dup_title (g_ptr_array_index (versions, i));

      gtk_string_list_append (names, title);
    }
  gtk_drop_down_set_model (choice, G_LIST_MODEL (names));
}

/**
 * tw_compare_window_new:
 * @parent: the window
 * @workspace: the workspace
 * @name: what the document is called
 * @versions: (element-type TwRecord): its versions, the newest first
 * @former: place of one of them
 * @later: place of another
 *
 * Returns: (transfer none): a window that compares them
 */
TwCompareWindow *
tw_compare_window_new (GtkWindow   *parent,
                       TwWorkspace *workspace,
                       const char  *name,
                       GPtrArray   *versions,
                       guint        former,
                       guint        later)
{
  TwCompareWindow *self = g_object_new (TW_TYPE_COMPARE_WINDOW, "transient-for", parent, "modal", TRUE, NULL);

  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->workspace = g_object_ref (workspace);
  self->name = g_strdup (name);
  self->versions = g_ptr_array_ref (versions);
  fill (self->former, versions);
  fill (self->later, versions);
  gtk_drop_down_set_selected (self->former, former);
  gtk_drop_down_set_selected (self->later, later);
  g_signal_connect_object (self->former, "notify::selected", G_CALLBACK (compare), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->later, "notify::selected", G_CALLBACK (compare), self, G_CONNECT_SWAPPED);
  compare (self);
  return self;
}

/**
 * tw_compare_window_choose:
 * @self: a window
 * @former: place of a version, from the newest, which is 0
 * @later: place of another
 */
void
tw_compare_window_choose (TwCompareWindow *self,
                          guint            former,
                          guint            later)
{
  g_return_if_fail (TW_IS_COMPARE_WINDOW (self));
  gtk_drop_down_set_selected (self->former, former);
  gtk_drop_down_set_selected (self->later, later);
}

/**
 * tw_compare_window_get_shown:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): what it shows
 */
TwDocumentComparison *
tw_compare_window_get_shown (TwCompareWindow *self)
{
  g_return_val_if_fail (TW_IS_COMPARE_WINDOW (self), NULL);
  return self->shown;
}
