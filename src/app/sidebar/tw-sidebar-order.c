/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-sidebar-order.h"

#include "tw-sidebar-item.h"

#define ORDER "sidebar-order"
#define HIDDEN "sidebar-hidden"

static int
get_rank (char      **order,
          const char *target)
{
  for (guint i = 0; order[i] != NULL; i++)
    if (g_str_equal (order[i], target))
      return i;
  return G_MAXINT;
}

static int
find (GListModel *items,
      const char *target)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(TwSidebarItem) item = g_list_model_get_item (items, i);

      if (g_str_equal (tw_sidebar_item_get_target (item), target))
        return i;
    }
  return -1;
}

/* Those that are hidden keep their place after what is shown. */
static void
keep (GSettings *settings,
      GPtrArray *targets)
{
  g_auto(GStrv) former = g_settings_get_strv (settings, ORDER);
  guint n = targets->len;

  for (guint i = 0; former[i] != NULL; i++)
    {
      gboolean there = FALSE;

      for (guint j = 0; j < n && !there; j++)
        there = g_str_equal (g_ptr_array_index (targets, j), former[i]);
      if (!there)
        g_ptr_array_add (targets, g_strdup (former[i]));
    }
  g_ptr_array_add (targets, NULL);
  g_settings_set_strv (settings, ORDER, (const char *const *) targets->pdata);
}

/**
 * tw_sidebar_order_apply:
 * @settings: the settings
 * @items: (element-type TwSidebarItem): all lines in the program's order, each group together; owns its elements
 *
 * Brings the lines of each group into the user's order, and takes out those that are hidden.
 */
void
tw_sidebar_order_apply (GSettings *settings,
                        GPtrArray *items)
{
  g_auto(GStrv) order = g_settings_get_strv (settings, ORDER);
  g_auto(GStrv) hidden = g_settings_get_strv (settings, HIDDEN);

  for (guint i = items->len; i > 0; i--)
    if (g_strv_contains ((const char *const *) hidden, tw_sidebar_item_get_target (g_ptr_array_index (items, i - 1))))
      g_ptr_array_remove_index (items, i - 1);
  /* A stable insertion into each group: lines that the order does not name stay behind those that it does. */
  for (guint i = 1; i < items->len; i++)
    for (guint j = i; j > 0; j--)
      {
        TwSidebarItem *one = g_ptr_array_index (items, j - 1), *other = g_ptr_array_index (items, j);

        if (!g_str_equal (tw_sidebar_item_get_group (one), tw_sidebar_item_get_group (other))
            || get_rank (order, tw_sidebar_item_get_target (one)) <= get_rank (order, tw_sidebar_item_get_target (other)))
          break;
        items->pdata[j - 1] = other;
        items->pdata[j] = one;
      }
}

/**
 * tw_sidebar_order_place:
 * @settings: the settings
 * @items: the lines that are shown
 * @target: target of the line to move
 * @at: target of the line whose place it takes
 *
 * Returns: whether it was moved; %FALSE when the lines are of different groups
 */
gboolean
tw_sidebar_order_place (GSettings  *settings,
                        GListModel *items,
                        const char *target,
                        const char *at)
{
  g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  int from = find (items, target), to = find (items, at);
  g_autoptr(TwSidebarItem) one = from >= 0 ? g_list_model_get_item (items, from) : NULL;
  g_autoptr(TwSidebarItem) other = to >= 0 ? g_list_model_get_item (items, to) : NULL;

  if (one == NULL || other == NULL || from == to
      || !g_str_equal (tw_sidebar_item_get_group (one), tw_sidebar_item_get_group (other)))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(TwSidebarItem) item = g_list_model_get_item (items, i);

      if (item != one)
        g_ptr_array_add (targets, g_strdup (tw_sidebar_item_get_target (item)));
    }
  g_ptr_array_insert (targets, to, g_strdup (target));
  keep (settings, targets);
  return TRUE;
}

/**
 * tw_sidebar_order_move:
 * @settings: the settings
 * @items: the lines that are shown
 * @target: target of the line to move
 * @delta: by how many lines, down when positive
 *
 * Returns: whether it was moved; %FALSE at the end of its group
 */
gboolean
tw_sidebar_order_move (GSettings  *settings,
                       GListModel *items,
                       const char *target,
                       int         delta)
{
  int to = find (items, target) + delta;
  g_autoptr(TwSidebarItem) at = to >= 0 ? g_list_model_get_item (items, to) : NULL;

  return at != NULL && tw_sidebar_order_place (settings, items, target, tw_sidebar_item_get_target (at));
}

/**
 * tw_sidebar_order_hide:
 * @settings: the settings
 * @target: target of a line
 *
 * Takes a line out of the sidebar.
 */
void
tw_sidebar_order_hide (GSettings  *settings,
                       const char *target)
{
  g_auto(GStrv) hidden = g_settings_get_strv (settings, HIDDEN);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) wanted = NULL;

  if (g_strv_contains ((const char *const *) hidden, target))
    return;
  g_strv_builder_addv (builder, (const char **) hidden);
  g_strv_builder_add (builder, target);
  wanted = g_strv_builder_end (builder);
  g_settings_set_strv (settings, HIDDEN, (const char *const *) wanted);
}

/**
 * tw_sidebar_order_show_all:
 * @settings: the settings
 *
 * Shows the lines that were hidden.
 */
void
tw_sidebar_order_show_all (GSettings *settings)
{
  g_settings_reset (settings, HIDDEN);
}
