/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-lines.h"

struct _TwReportLines
{
  GObject     parent_instance;

  GPtrArray  *lines;                                   /* (owned) (nullable) all */
  GArray     *visible;                                 /* (owned) guint: places in lines */
  GHashTable *folded;                                  /* (owned) paths */
};

static void tw_report_lines_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwReportLines, tw_report_lines, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, tw_report_lines_list_model_init))

/* The lines from a place to the end of its group that are seen when it is open. */
static void
add_visible (TwReportLines *self,
             GArray        *visible,
             guint          from,
             guint          to)
{
  guint hidden_below = G_MAXUINT;

  for (guint i = from; i < to; i++)
    {
      TwReportLine *line = g_ptr_array_index (self->lines, i);
      gboolean ends = tw_report_line_get_kind (line) == TW_LINE_END;
      guint level = tw_report_line_get_level (line);

      if (!ends && level > hidden_below)
        continue;
      hidden_below = tw_report_lines_is_folded (self, line) ? level : G_MAXUINT;
      g_array_append_val (visible, i);
    }
}

static guint
find_end (TwReportLines *self,
          guint          at)
{
  guint level = tw_report_line_get_level (g_ptr_array_index (self->lines, at));

  for (guint i = at + 1; i < self->lines->len; i++)
    {
      TwReportLine *line = g_ptr_array_index (self->lines, i);

      if (tw_report_line_get_kind (line) == TW_LINE_END || tw_report_line_get_level (line) <= level)
        return i;
    }
  return self->lines->len;
}

static void
refill (TwReportLines *self)
{
  guint n = self->visible->len;

  g_array_set_size (self->visible, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  if (self->lines != NULL)
    add_visible (self, self->visible, 0, self->lines->len);
  if (self->visible->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->visible->len);
}

static GType
tw_report_lines_get_item_type (GListModel *model)
{
  return TW_TYPE_REPORT_LINE;
}

static guint
tw_report_lines_get_n_items (GListModel *model)
{
  return TW_REPORT_LINES (model)->visible->len;
}

static gpointer
tw_report_lines_get_item (GListModel *model,
                          guint       position)
{
  TwReportLines *self = TW_REPORT_LINES (model);

  return position < self->visible->len ? g_object_ref (g_ptr_array_index (self->lines, g_array_index (self->visible, guint, position))) : NULL;
}

static void
tw_report_lines_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = tw_report_lines_get_item_type;
  iface->get_n_items = tw_report_lines_get_n_items;
  iface->get_item = tw_report_lines_get_item;
}

static void
tw_report_lines_finalize (GObject *object)
{
  TwReportLines *self = TW_REPORT_LINES (object);

  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_array_unref (self->visible);
  g_hash_table_unref (self->folded);
  G_OBJECT_CLASS (tw_report_lines_parent_class)->finalize (object);
}

static void
tw_report_lines_class_init (TwReportLinesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_report_lines_finalize;
}

static void
tw_report_lines_init (TwReportLines *self)
{
  self->visible = g_array_new (FALSE, FALSE, sizeof (guint));
  self->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * tw_report_lines_new:
 *
 * Returns: (transfer full): a model without lines
 */
TwReportLines *
tw_report_lines_new (void)
{
  return g_object_new (TW_TYPE_REPORT_LINES, NULL);
}

/**
 * tw_report_lines_set:
 * @self: a model
 * @lines: (nullable) (element-type TwReportLine): the lines of a sheet
 */
void
tw_report_lines_set (TwReportLines *self,
                     GPtrArray     *lines)
{
  g_return_if_fail (TW_IS_REPORT_LINES (self));
  if (lines != NULL)
    g_ptr_array_ref (lines);
  if (self->lines != NULL)
    {
      guint n = self->visible->len;

      /* What is gone is told before, while nothing of it can be asked for. */
      g_array_set_size (self->visible, 0);
      if (n > 0)
        g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
      g_ptr_array_unref (self->lines);
    }
  self->lines = lines;
  refill (self);
}

/**
 * tw_report_lines_is_folded:
 * @self: a model
 * @line: a line
 *
 * Returns: whether it is the head of a group that is folded
 */
gboolean
tw_report_lines_is_folded (TwReportLines *self,
                           TwReportLine  *line)
{
  g_return_val_if_fail (TW_IS_REPORT_LINES (self), FALSE);
  return tw_report_line_get_path (line) != NULL && g_hash_table_contains (self->folded, tw_report_line_get_path (line));
}

/**
 * tw_report_lines_fold:
 * @self: a model
 * @position: a line that is seen
 * @folded: whether the group below it is to be hidden
 *
 * Returns: whether anything changed
 */
gboolean
tw_report_lines_fold (TwReportLines *self,
                      guint          position,
                      gboolean       folded)
{
  g_autoptr(GArray) inner = NULL;
  TwReportLine *line = NULL;
  guint at, end, removed = 0;

  g_return_val_if_fail (TW_IS_REPORT_LINES (self), FALSE);
  if (position >= self->visible->len)
    return FALSE;
  at = g_array_index (self->visible, guint, position);
  line = g_ptr_array_index (self->lines, at);
  if (tw_report_line_get_kind (line) != TW_LINE_HEAD || tw_report_lines_is_folded (self, line) == folded)
    return FALSE;
  if (folded)
    g_hash_table_add (self->folded, g_strdup (tw_report_line_get_path (line)));
  else
    g_hash_table_remove (self->folded, tw_report_line_get_path (line));
  end = find_end (self, at);
  while (position + 1 + removed < self->visible->len && g_array_index (self->visible, guint, position + 1 + removed) < end)
    removed++;
  if (removed > 0)
    g_array_remove_range (self->visible, position + 1, removed);
  inner = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!folded)
    add_visible (self, inner, at + 1, end);
  if (inner->len > 0)
    g_array_insert_vals (self->visible, position + 1, inner->data, inner->len);
  g_list_model_items_changed (G_LIST_MODEL (self), position + 1, removed, inner->len);
  return TRUE;
}

/**
 * tw_report_lines_fold_all:
 * @self: a model
 * @folded: whether all groups are to be hidden
 */
void
tw_report_lines_fold_all (TwReportLines *self,
                          gboolean       folded)
{
  g_return_if_fail (TW_IS_REPORT_LINES (self));
  g_hash_table_remove_all (self->folded);
  for (guint i = 0; folded && self->lines != NULL && i < self->lines->len; i++)
    {
      const char *path = tw_report_line_get_path (g_ptr_array_index (self->lines, i));

      if (path != NULL)
        g_hash_table_add (self->folded, g_strdup (path));
    }
  refill (self);
}
