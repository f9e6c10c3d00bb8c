/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-condition-builder.h"

#include <glib/gi18n-lib.h>

#include "tw-condition-input.h"
#include "tw-text.h"

#define NEW_CONDITION G_MAXUINT

struct _TwConditionBuilder
{
  GtkPopover        parent_instance;

  TwViewState      *state;                             /* (owned) */
  guint             editing;                           /* which filter is replaced, or NEW_CONDITION */
  GPtrArray        *alternatives;                      /* (owned) char *: conditions before this one, with "or" between */
  const TwField    *field;                             /* (nullable) the field chosen */
  TwConditionInput *input;                             /* (nullable) child of input_bin */

  GtkStack         *stack;
  GtkSearchEntry   *field_entry;
  GtkListBox       *field_list;
  GtkLabel         *alternatives_label;
  GtkLabel         *field_label;
  GtkDropDown      *operators;
  AdwBin           *input_bin;
  GtkLabel         *value_error;
  GtkWidget        *value_button;
  GtkWidget        *or_button;
  GtkTextView      *text_view;
  GtkLabel         *text_error;
};

G_DEFINE_FINAL_TYPE (TwConditionBuilder, tw_condition_builder, GTK_TYPE_POPOVER)

static gboolean
is_on (TwConditionBuilder *self,
       const char         *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0;
}

static void
show_error (TwConditionBuilder *self,
            const char         *message)
{
  gtk_label_set_label (self->value_error, message != NULL ? message : "");
  gtk_label_set_label (self->text_error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->value_error), message != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->text_error), message != NULL);
}

static TwConditionOp
get_operator (TwConditionBuilder *self)
{
  guint selected = gtk_drop_down_get_selected (self->operators);

  return tw_field_get_operators (self->field)[selected == GTK_INVALID_LIST_POSITION ? 0 : selected];
}

static void
show_alternatives (TwConditionBuilder *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->alternatives->len; i++)
    {
      g_autofree char *label = tw_condition_dup_label (tw_view_state_get_workspace (self->state),
                                                       tw_view_state_get_entity (self->state),
                                                       g_ptr_array_index (self->alternatives, i));

      g_string_append_printf (text, _("%s or"), label);
      g_string_append_c (text, '\n');
    }
  if (text->len > 0)
    g_string_truncate (text, text->len - 1);
  gtk_label_set_label (self->alternatives_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->alternatives_label), text->len > 0);
}

/* With the conditions before it: any of them has to hold. */
static char *
join_alternatives (TwConditionBuilder *self,
                   char               *last)
{
  g_autofree char *text = last;
  GString *joined = NULL;

  if (text == NULL || self->alternatives->len == 0)
    return g_steal_pointer (&text);
  joined = g_string_new (NULL);
  for (guint i = 0; i < self->alternatives->len; i++)
    g_string_append_printf (joined, "(%s) or ", (const char *) g_ptr_array_index (self->alternatives, i));
  g_string_append_printf (joined, "(%s)", text);
  return g_string_free (joined, FALSE);
}

/* The text of what has been entered; NULL while it is not complete. */
static char *
dup_part (TwConditionBuilder *self)
{
  g_autoptr(TwCondition) condition = NULL;

  if (is_on (self, "text"))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
      GtkTextIter start, end;
      char *text = NULL;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      text = g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
      return *text != '\0' ? text : (g_free (text), NULL);
    }
  if (self->field == NULL)
    return NULL;
  condition = tw_condition_new (self->field, get_operator (self));
  if (self->input != NULL && !tw_condition_input_read (self->input, condition))
    return NULL;
  return tw_condition_print (condition);
}

static char *
dup_text (TwConditionBuilder *self)
{
  return is_on (self, "text") ? dup_part (self) : join_alternatives (self, dup_part (self));
}

static void
update_apply (TwConditionBuilder *self)
{
  g_autofree char *text = dup_text (self);

  gtk_widget_set_sensitive (self->value_button, text != NULL);
  gtk_widget_set_sensitive (self->or_button, text != NULL);
  show_error (self, NULL);
}

static void
operator_changed_cb (TwConditionBuilder *self)
{
  TwConditionOp op;

  if (self->field == NULL || gtk_drop_down_get_selected (self->operators) == GTK_INVALID_LIST_POSITION)
    return;
  op = get_operator (self);
  /* What Enter does in the input. */
  gtk_popover_set_default_widget (GTK_POPOVER (self), self->value_button);
  self->input = NULL;
  if (!tw_condition_op_is_unary (op))
    {
      self->input = tw_condition_input_new (tw_view_state_get_workspace (self->state), self->field, op);
      g_signal_connect_object (self->input, "changed", G_CALLBACK (update_apply), self, G_CONNECT_SWAPPED);
    }
  adw_bin_set_child (self->input_bin, GTK_WIDGET (self->input));
  update_apply (self);
}

static void
choose_field (TwConditionBuilder *self,
              const TwField      *field,
              TwConditionOp       wanted)
{
  const int *operators = tw_field_get_operators (field);
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = 0;

  self->field = NULL;
  for (guint i = 0; operators[i] >= 0; i++)
    {
      gtk_string_list_append (list, tw_condition_op_get_label (field, operators[i]));
      if (operators[i] == (int) wanted)
        selected = i;
    }
  gtk_drop_down_set_model (self->operators, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->operators, selected);
  self->field = field;
  gtk_label_set_label (self->field_label, tw_field_get_label (field));
  operator_changed_cb (self);
  gtk_stack_set_visible_child_name (self->stack, "value");
  if (self->input != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->input), GTK_DIR_TAB_FORWARD);
}

static void
field_activated_cb (TwConditionBuilder *self,
                    GtkListBoxRow      *row)
{
  tw_condition_builder_choose_field (self, g_object_get_data (G_OBJECT (row), "key"));
}

static gboolean
field_filter (GtkListBoxRow *row,
              gpointer       data)
{
  TwConditionBuilder *self = TW_CONDITION_BUILDER (data);

  return tw_text_contains (g_object_get_data (G_OBJECT (row), "label"),
                           gtk_editable_get_text (GTK_EDITABLE (self->field_entry)));
}

static void
field_text_changed_cb (TwConditionBuilder *self)
{
  gtk_list_box_invalidate_filter (self->field_list);
}

static void
field_entry_activated_cb (TwConditionBuilder *self)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->field_list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        field_activated_cb (self, row);
        return;
      }
}

static void
back_cb (TwConditionBuilder *self)
{
  gtk_stack_set_visible_child_name (self->stack, "fields");
  gtk_widget_grab_focus (GTK_WIDGET (self->field_entry));
}

static void
as_text_cb (TwConditionBuilder *self)
{
  g_autofree char *text = is_on (self, "value") ? dup_text (self) : NULL;

  tw_condition_builder_show_text (self, text != NULL ? text : "");
}

static void
or_cb (TwConditionBuilder *self)
{
  tw_condition_builder_add_or (self);
}

static void
apply_cb (TwConditionBuilder *self)
{
  tw_condition_builder_apply (self);
}

static void
add_field_row (TwConditionBuilder *self,
               const TwField      *field)
{
  GtkWidget *label = gtk_label_new (tw_field_get_label (field));
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (field->key), g_free);
  g_object_set_data_full (G_OBJECT (row), "label", g_strdup (tw_field_get_label (field)), g_free);
  gtk_list_box_append (self->field_list, row);
}

/* The columns of the view come first: they are what people look at, and so what they filter by. */
static void
fill_fields (TwConditionBuilder *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  const char *const *columns = tw_view_state_get_columns (self->state);
  GtkListBoxRow *row = NULL;

  while ((row = gtk_list_box_get_row_at_index (self->field_list, 0)) != NULL)
    gtk_list_box_remove (self->field_list, GTK_WIDGET (row));
  for (guint i = 0; columns[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, columns[i]);

      if (field != NULL && !field->hidden && !field->retired)
        add_field_row (self, field);
    }
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!field->hidden && !field->retired && !g_strv_contains (columns, field->key))
        add_field_row (self, field);
    }
}

static void
tw_condition_builder_dispose (GObject *object)
{
  TwConditionBuilder *self = TW_CONDITION_BUILDER (object);

  /* Disposing the template takes away the stack, which the popover would look for again. */
  gtk_popover_set_child (GTK_POPOVER (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CONDITION_BUILDER);
  g_clear_pointer (&self->alternatives, g_ptr_array_unref);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_condition_builder_parent_class)->dispose (object);
}

static void
tw_condition_builder_class_init (TwConditionBuilderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_condition_builder_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("filter/tw-condition-builder.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, stack);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, field_entry);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, field_list);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, alternatives_label);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, field_label);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, operators);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, input_bin);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, value_error);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, value_button);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, or_button);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, text_view);
  gtk_widget_class_bind_template_child (widget_class, TwConditionBuilder, text_error);
  gtk_widget_class_bind_template_callback (widget_class, operator_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, field_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, field_text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, field_entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, as_text_cb);
  gtk_widget_class_bind_template_callback (widget_class, or_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
}

static void
tw_condition_builder_init (TwConditionBuilder *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->editing = NEW_CONDITION;
  self->alternatives = g_ptr_array_new_with_free_func (g_free);
  gtk_list_box_set_filter_func (self->field_list, field_filter, self, NULL);
}

/**
 * tw_condition_builder_new:
 * @state: the view that is filtered
 *
 * Returns: (transfer floating): a popover
 */
TwConditionBuilder *
tw_condition_builder_new (TwViewState *state)
{
  TwConditionBuilder *self = g_object_new (TW_TYPE_CONDITION_BUILDER, NULL);

  self->state = g_object_ref (state);
  return self;
}

/**
 * tw_condition_builder_start_new:
 * @self: the popover
 *
 * Starts with the choice of a field.
 */
void
tw_condition_builder_start_new (TwConditionBuilder *self)
{
  g_return_if_fail (TW_IS_CONDITION_BUILDER (self));
  self->editing = NEW_CONDITION;
  self->field = NULL;
  g_ptr_array_set_size (self->alternatives, 0);
  show_alternatives (self);
  fill_fields (self);
  show_error (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->field_entry), "");
  gtk_stack_set_visible_child_name (self->stack, "fields");
}

/**
 * tw_condition_builder_start_edit:
 * @self: the popover
 * @i: which filter of the state
 *
 * Starts with a filter: in its fields when it is a simple condition, as text otherwise.
 */
void
tw_condition_builder_start_edit (TwConditionBuilder *self,
                                 guint               i)
{
  const char *text = NULL;
  g_autoptr(TwCondition) condition = NULL;
  g_autoptr(GPtrArray) parts = NULL;

  g_return_if_fail (TW_IS_CONDITION_BUILDER (self) && i < tw_view_state_get_n_conditions (self->state));
  tw_condition_builder_start_new (self);
  self->editing = i;
  text = tw_view_state_get_condition (self->state, i);
  condition = tw_condition_parse (tw_view_state_get_entity (self->state), text);
  if (condition == NULL)
    parts = tw_condition_split_or (tw_view_state_get_entity (self->state), text);
  if (parts != NULL)
    {
      /* The last of them is open for change; those before it stand above. */
      for (guint p = 0; p + 1 < parts->len; p++)
        g_ptr_array_add (self->alternatives, g_strdup (g_ptr_array_index (parts, p)));
      show_alternatives (self);
      text = g_ptr_array_index (parts, parts->len - 1);
      condition = tw_condition_parse (tw_view_state_get_entity (self->state), text);
    }
  if (condition == NULL)
    {
      tw_condition_builder_show_text (self, text);
      return;
    }
  choose_field (self, condition->field, condition->op);
  if (self->input != NULL)
    tw_condition_input_show (self->input, condition);
  update_apply (self);
}

/**
 * tw_condition_builder_choose_field:
 * @self: the popover
 * @key: key of a field of the entity
 *
 * Goes to the operator and the value.
 */
void
tw_condition_builder_choose_field (TwConditionBuilder *self,
                                   const char         *key)
{
  const TwField *field = NULL;

  g_return_if_fail (TW_IS_CONDITION_BUILDER (self) && key != NULL);
  field = tw_entity_get_field (tw_view_state_get_entity (self->state), key);
  if (field != NULL)
    choose_field (self, field, tw_field_get_operators (field)[0]);
}

/**
 * tw_condition_builder_add_or:
 * @self: the popover
 *
 * Keeps the condition that was entered, and goes to the choice of a field for another one.
 *
 * Returns: whether a condition was entered
 */
gboolean
tw_condition_builder_add_or (TwConditionBuilder *self)
{
  char *text = NULL;

  g_return_val_if_fail (TW_IS_CONDITION_BUILDER (self), FALSE);
  text = is_on (self, "value") ? dup_part (self) : NULL;
  if (text == NULL)
    return FALSE;
  g_ptr_array_add (self->alternatives, text);
  show_alternatives (self);
  self->field = NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->field_entry), "");
  back_cb (self);
  return TRUE;
}

/**
 * tw_condition_builder_show_text:
 * @self: the popover
 * @text: a condition in the expression language, or the start of one
 *
 * Goes to the condition as text.
 */
void
tw_condition_builder_show_text (TwConditionBuilder *self,
                                const char         *text)
{
  g_return_if_fail (TW_IS_CONDITION_BUILDER (self) && text != NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
  gtk_stack_set_visible_child_name (self->stack, "text");
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  show_error (self, NULL);
}

/**
 * tw_condition_builder_apply:
 * @self: the popover
 *
 * Filters the view by what was entered and closes; a mistake is shown under the entry instead, with its place.
 *
 * Returns: whether the view is filtered by it
 */
gboolean
tw_condition_builder_apply (TwConditionBuilder *self)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  g_return_val_if_fail (TW_IS_CONDITION_BUILDER (self), FALSE);
  text = dup_text (self);
  if (text == NULL)
    {
      show_error (self, _("Enter what to compare with."));
      return FALSE;
    }
  if (self->editing == NEW_CONDITION)
    done = tw_view_state_add_condition (self->state, text, &error);
  else
    done = tw_view_state_set_condition (self->state, self->editing, text, &error);
  if (!done)
    {
      show_error (self, error->message);
      return FALSE;
    }
  gtk_popover_popdown (GTK_POPOVER (self));
  return TRUE;
}

/**
 * tw_condition_builder_get_error:
 * @self: the popover
 *
 * Returns: (transfer none) (nullable): the mistake that is shown
 */
const char *
tw_condition_builder_get_error (TwConditionBuilder *self)
{
  const char *message = NULL;

  g_return_val_if_fail (TW_IS_CONDITION_BUILDER (self), NULL);
  message = gtk_label_get_label (self->text_error);
  return *message != '\0' ? message : NULL;
}
