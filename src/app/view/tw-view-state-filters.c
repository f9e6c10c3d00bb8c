/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-expr-tree.h"
#include "tw-view-state-private.h"

/* The filters of a view: each is the text of a condition, and all must hold. */

static GPtrArray *
copy_conditions (TwViewState *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->conditions->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (self->conditions, i)));
  return copy;
}

/**
 * tw_view_state_get_n_conditions:
 * @self: a view state
 *
 * Returns: how many filters there are
 */
guint
tw_view_state_get_n_conditions (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), 0);
  return self->conditions->len;
}

/**
 * tw_view_state_get_condition:
 * @self: a view state
 * @i: below tw_view_state_get_n_conditions()
 *
 * Returns: (transfer none): the text of a filter
 */
const char *
tw_view_state_get_condition (TwViewState *self,
                             guint        i)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self) && i < self->conditions->len, NULL);
  return g_ptr_array_index (self->conditions, i);
}

/**
 * tw_view_state_add_condition:
 * @self: a view state
 * @text: a condition in the expression language
 * @error: TW_EXPR_ERROR with the place of the mistake
 *
 * Adds a filter; one that is already there is not added twice.
 *
 * Returns: whether the text is a condition on this entity
 */
gboolean
tw_view_state_add_condition (TwViewState *self,
                             const char  *text,
                             GError     **error)
{
  GPtrArray *conditions = NULL;

  g_return_val_if_fail (TW_IS_VIEW_STATE (self) && text != NULL, FALSE);
  for (guint i = 0; i < self->conditions->len; i++)
    if (g_str_equal (g_ptr_array_index (self->conditions, i), text))
      return TRUE;
  conditions = copy_conditions (self);
  g_ptr_array_add (conditions, g_strdup (text));
  return tw_view_state_take_conditions (self, conditions, error);
}

/**
 * tw_view_state_set_condition:
 * @self: a view state
 * @i: which filter
 * @text: its new text
 * @error: TW_EXPR_ERROR with the place of the mistake; nothing changes then
 *
 * Returns: whether the text is a condition on this entity
 */
gboolean
tw_view_state_set_condition (TwViewState *self,
                             guint        i,
                             const char  *text,
                             GError     **error)
{
  GPtrArray *conditions = NULL;

  g_return_val_if_fail (TW_IS_VIEW_STATE (self) && i < self->conditions->len && text != NULL, FALSE);
  conditions = copy_conditions (self);
  g_free (g_ptr_array_index (conditions, i));
  g_ptr_array_index (conditions, i) = g_strdup (text);
  return tw_view_state_take_conditions (self, conditions, error);
}

/**
 * tw_view_state_set_conditions:
 * @self: a view state
 * @texts: (nullable): all filters, NULL-terminated
 * @error: TW_EXPR_ERROR with the place of the mistake; nothing changes then
 *
 * Returns: whether all texts are conditions on this entity
 */
gboolean
tw_view_state_set_conditions (TwViewState       *self,
                              const char *const *texts,
                              GError           **error)
{
  GPtrArray *conditions = NULL;

  g_return_val_if_fail (TW_IS_VIEW_STATE (self), FALSE);
  conditions = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    g_ptr_array_add (conditions, g_strdup (texts[i]));
  return tw_view_state_take_conditions (self, conditions, error);
}

/**
 * tw_view_state_set_where:
 * @self: a view state
 * @where: (nullable): a condition
 * @error: TW_EXPR_ERROR with the place of the mistake; nothing changes then
 *
 * Sets all filters: each part of a conjunction becomes a filter of its own.
 *
 * Returns: whether the text is a condition on this entity
 */
gboolean
tw_view_state_set_where (TwViewState *self,
                         const char  *where,
                         GError     **error)
{
  g_autoptr(TwExpr) expr = NULL;
  g_autoptr(GPtrArray) parts = NULL;
  GPtrArray *conditions = NULL;

  g_return_val_if_fail (TW_IS_VIEW_STATE (self), FALSE);
  if (where == NULL || *where == '\0')
    return tw_view_state_set_conditions (self, NULL, error);
  expr = tw_expr_parse (where, error);
  if (expr == NULL)
    return FALSE;
  parts = tw_expr_split_and (expr);
  conditions = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < parts->len; i++)
    g_ptr_array_add (conditions, tw_expr_print (g_ptr_array_index (parts, i)));
  return tw_view_state_take_conditions (self, conditions, error);
}

/**
 * tw_view_state_remove_condition:
 * @self: a view state
 * @i: which filter
 *
 * Removes a filter.
 */
void
tw_view_state_remove_condition (TwViewState *self,
                                guint        i)
{
  GPtrArray *conditions = NULL;

  g_return_if_fail (TW_IS_VIEW_STATE (self) && i < self->conditions->len);
  conditions = copy_conditions (self);
  g_ptr_array_remove_index (conditions, i);
  tw_view_state_take_conditions (self, conditions, NULL);
}

/**
 * tw_view_state_dup_where:
 * @self: a view state
 *
 * Returns: (transfer full) (nullable): all filters as one condition; NULL when there is none
 */
char *
tw_view_state_dup_where (TwViewState *self)
{
  g_return_val_if_fail (TW_IS_VIEW_STATE (self), NULL);
  return tw_view_state_join_conditions (self->conditions);
}
