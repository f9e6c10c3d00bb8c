/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-field-input.h"

#include <glib/gi18n-lib.h>

#include "tw-date-text.h"
#include "tw-field-input-private.h"

G_DEFINE_FINAL_TYPE (TwFieldInput, tw_field_input, ADW_TYPE_BIN)

enum { CHANGED, CHOSEN, ACTIVATE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
activate_cb (TwFieldInput *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

static GtkWidget *
make_entry (TwFieldInput *self)
{
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *example = NULL;

  self->entry = GTK_EDITABLE (entry);
  switch (self->field->kind)
    {
    case TW_KIND_EMAIL:
      gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_EMAIL);
      break;
    case TW_KIND_PHONE:
      gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_PHONE);
      break;
    case TW_KIND_URL:
      gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_URL);
      break;
    case TW_KIND_DATETIME:
      example = tw_moment_text_write (g_get_real_time (), NULL, tw_workspace_get_zone (self->workspace));
      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), example);
      break;
    case TW_KIND_TAGS:
    case TW_KIND_LIST:
      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("Separated by commas"));
      break;
    default:
      break;
    }
  g_signal_connect_object (entry, "changed", G_CALLBACK (tw_field_input_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  return entry;
}

static GtkWidget *
make_text (TwFieldInput *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 6);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroll), 72);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (tw_field_input_changed), self, G_CONNECT_SWAPPED);
  return scroll;
}

static GtkWidget *
make_toggle (TwFieldInput *self)
{
  GtkWidget *toggle = gtk_switch_new ();

  self->toggle = GTK_SWITCH (toggle);
  gtk_widget_set_halign (toggle, GTK_ALIGN_START);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (tw_field_input_changed), self, G_CONNECT_SWAPPED);
  return toggle;
}

static GtkWidget *
make_choices (TwFieldInput *self)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  GtkWidget *drop_down = NULL;

  gtk_string_list_append (list, _("None"));
  for (guint i = 0; self->field->choices != NULL && self->field->choices[i] != NULL; i++)
    gtk_string_list_append (list, tw_choice_get_label (self->field, self->field->choices[i]));
  drop_down = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&list)), NULL);
  self->choices = GTK_DROP_DOWN (drop_down);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (tw_field_input_changed), self, G_CONNECT_SWAPPED);
  return drop_down;
}

static GtkWidget *
make_widget (TwFieldInput *self)
{
  switch (self->field->kind)
    {
    case TW_KIND_LONGTEXT:
    case TW_KIND_RICHTEXT:
      return make_text (self);
    case TW_KIND_BOOLEAN:
      return make_toggle (self);
    case TW_KIND_ENUM:
      return make_choices (self);
    case TW_KIND_DATE:
      return tw_field_input_make_date (self, make_entry (self));
    case TW_KIND_LINK:
      return tw_field_input_make_link (self);
    case TW_KIND_LINKS:
      return tw_field_input_make_links (self);
    case TW_KIND_SET:
      return tw_field_input_make_set (self);
    default:
      return make_entry (self);
    }
}

/* What an entry shows of a value: the text that tw_field_parse() reads, not the one for people. */
static char *
dup_entry_text (TwFieldInput  *self,
                const TwValue *value)
{
  GString *text = NULL;

  if (tw_value_is_null (value))
    return g_strdup ("");
  if (value->type == TW_TYPE_DATETIME)
    return tw_moment_text_write (value->i, NULL, tw_workspace_get_zone (self->workspace));
  if (value->type == TW_TYPE_DATE)
    return tw_date_text_write (value->i, NULL);
  if (value->type != TW_TYPE_LIST)
    return tw_value_print (value);
  text = g_string_new (NULL);
  for (guint i = 0; i < value->list->n_values; i++)
    {
      g_autofree char *item = tw_value_print (&value->list->values[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", item);
    }
  return g_string_free (text, FALSE);
}

static gboolean
parse_list (const char *text,
            TwValue    *value)
{
  g_auto(GStrv) words = g_strsplit (text, ",", -1);
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));

  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      {
        TwValue word = tw_value_text (words[i]);

        g_array_append_val (values, word);
      }
  *value = tw_value_list ((const TwValue *) values->data, values->len);
  return TRUE;
}

static gboolean
parse_date (TwFieldInput *self,
            const char   *text,
            TwValue      *value,
            GError      **error)
{
  TwDate today = tw_instant_get_date (g_get_real_time (), tw_workspace_get_zone (self->workspace));
  g_autofree char *example = NULL;
  TwDate date;

  if (tw_date_text_read (text, NULL, today, &date))
    {
      *value = tw_value_date (date);
      return TRUE;
    }
  example = tw_date_text_write (today, NULL);
  /* Translators: what was typed, and a date as an example. */
  g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_TYPE, _("“%s” is not a date. Write it like %s."), text, example);
  return FALSE;
}

/* As people type it, or as the language of conditions has it: RFC 3339, with seconds and a zone if need be. */
static gboolean
parse_moment (TwFieldInput *self,
              const char   *text,
              TwValue      *value,
              GError      **error)
{
  GTimeZone *zone = tw_workspace_get_zone (self->workspace);
  TwInstant now = g_get_real_time (), moment;
  g_autofree char *with_t = g_strdup (text), *example = NULL;

  if (tw_moment_text_read (text, NULL, zone, now, &moment))
    {
      *value = tw_value_datetime (moment);
      return TRUE;
    }
  if (strlen (with_t) > 10 && with_t[10] == ' ')
    with_t[10] = 'T';
  if (tw_field_parse (self->field, with_t, zone, value, NULL))
    return TRUE;
  example = tw_moment_text_write (now, NULL, zone);
  /* Translators: what was typed, and a day with its time as an example. */
  g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_TYPE, _("“%s” is not a date with a time. Write it like %s."), text, example);
  return FALSE;
}

static gboolean
parse_entry (TwFieldInput *self,
             const char   *text,
             TwValue      *value,
             GError      **error)
{
  GTimeZone *zone = tw_workspace_get_zone (self->workspace);

  if (*text == '\0')
    return TRUE;
  if (self->field->kind == TW_KIND_DATE)
    return parse_date (self, text, value, error);
  if (self->field->kind == TW_KIND_TAGS || self->field->kind == TW_KIND_LIST)
    return parse_list (text, value);
  if (self->field->kind == TW_KIND_DATETIME)
    return parse_moment (self, text, value, error);
  if (!tw_field_parse (self->field, text, zone, value, error))
    return FALSE;
  /* An amount without a currency means the workspace's. */
  if (value->type == TW_TYPE_MONEY && value->tag == 0)
    value->tag = tw_workspace_get_currency (self->workspace);
  return TRUE;
}

static void
tw_field_input_dispose (GObject *object)
{
  TwFieldInput *self = TW_FIELD_INPUT (object);

  self->focus = NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);
  tw_value_clear (&self->value);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_field_input_parent_class)->dispose (object);
}

static gboolean
tw_field_input_grab_focus (GtkWidget *widget)
{
  TwFieldInput *self = TW_FIELD_INPUT (widget);

  return self->focus != NULL && gtk_widget_grab_focus (self->focus);
}

static void
tw_field_input_class_init (TwFieldInputClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_field_input_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = tw_field_input_grab_focus;

  /**
   * TwFieldInput::changed:
   *
   * Something else was entered.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  /**
   * TwFieldInput::chosen:
   *
   * One act, as a click on a day, made the whole value: nothing is left to type.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  /**
   * TwFieldInput::activate:
   *
   * Enter was pressed in an entry.
   */
  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
}

static void
tw_field_input_init (TwFieldInput *self)
{
}

/**
 * tw_field_input_can_edit:
 * @field: a field
 *
 * Returns: whether there is an input for it
 */
gboolean
tw_field_input_can_edit (const TwField *field)
{
  if (field->formula != NULL || field->read_only || field->hidden || field->retired)
    return FALSE;
  switch (field->kind)
    {
    case TW_KIND_JSON:
    case TW_KIND_GEO:
    case TW_KIND_FILE:
    case TW_KIND_NUMBER:
      return FALSE;
    default:
      return TRUE;
    }
}

/**
 * tw_field_input_new:
 * @workspace: where records are picked from
 * @field: a field for which tw_field_input_can_edit()
 *
 * Returns: (transfer floating): an empty input
 */
GtkWidget *
tw_field_input_new (TwWorkspace   *workspace,
                    const TwField *field)
{
  TwFieldInput *self = g_object_new (TW_TYPE_FIELD_INPUT, NULL);
  GtkWidget *widget = NULL;

  self->workspace = g_object_ref (workspace);
  self->field = field;
  widget = make_widget (self);
  self->focus = self->buffer != NULL ? gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (widget))
                : self->entry != NULL ? GTK_WIDGET (self->entry) : widget;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->focus), GTK_ACCESSIBLE_PROPERTY_LABEL, tw_field_get_label (field),
                                  -1);
  adw_bin_set_child (ADW_BIN (self), widget);
  return GTK_WIDGET (self);
}

/**
 * tw_field_input_get_field:
 * @self: an input
 *
 * Returns: (transfer none): its field
 */
const TwField *
tw_field_input_get_field (TwFieldInput *self)
{
  g_return_val_if_fail (TW_IS_FIELD_INPUT (self), NULL);
  return self->field;
}

/**
 * tw_field_input_set_value:
 * @self: an input
 * @value: a value of the field, or null
 *
 * Shows a value. "changed" is not emitted.
 */
void
tw_field_input_set_value (TwFieldInput  *self,
                          const TwValue *value)
{
  g_autofree char *text = NULL;

  g_return_if_fail (TW_IS_FIELD_INPUT (self) && value != NULL);
  self->showing = TRUE;
  if (self->entry != NULL || self->buffer != NULL)
    text = dup_entry_text (self, value);
  if (self->entry != NULL)
    gtk_editable_set_text (self->entry, text);
  if (self->buffer != NULL)
    gtk_text_buffer_set_text (self->buffer, text, -1);
  if (self->toggle != NULL)
    gtk_switch_set_active (self->toggle, value->type == TW_TYPE_BOOLEAN && value->i != 0);
  if (self->choices != NULL)
    {
      guint selected = 0;

      for (guint i = 0; value->type == TW_TYPE_ENUM && self->field->choices[i] != NULL; i++)
        if (g_str_equal (self->field->choices[i]->key, value->text))
          selected = i + 1;
      gtk_drop_down_set_selected (self->choices, selected);
    }
  if (self->button != NULL)
    {
      tw_value_clear (&self->value);
      self->value = tw_value_copy (value);
      tw_field_input_show_pick (self);
      if (self->list != NULL)
        tw_field_input_show_list (self);
    }
  self->showing = FALSE;
}

/**
 * tw_field_input_get_value:
 * @self: an input
 * @value: (out): the value entered, null when there is none
 * @error: %TW_RECORD_ERROR
 *
 * Returns: whether what stands there is a value of the field
 */
gboolean
tw_field_input_get_value (TwFieldInput *self,
                          TwValue      *value,
                          GError      **error)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  g_return_val_if_fail (TW_IS_FIELD_INPUT (self) && value != NULL, FALSE);
  *value = (TwValue) TW_VALUE_INIT;
  if (self->entry != NULL)
    {
      text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
      return parse_entry (self, text, value, error);
    }
  if (self->buffer != NULL)
    {
      gtk_text_buffer_get_bounds (self->buffer, &start, &end);
      text = gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
      if (*text != '\0')
        *value = tw_value_text (text);
    }
  else if (self->toggle != NULL)
    *value = tw_value_boolean (gtk_switch_get_active (self->toggle));
  else if (self->choices != NULL)
    {
      guint selected = gtk_drop_down_get_selected (self->choices);

      if (selected > 0 && selected != GTK_INVALID_LIST_POSITION)
        *value = tw_value_enum (self->field->choices[selected - 1]->key);
    }
  else
    *value = tw_value_copy (&self->value);
  return TRUE;
}

static gunichar
get_last (const GtkTextIter *end)
{
  GtkTextIter before = *end;

  return gtk_text_iter_backward_char (&before) ? gtk_text_iter_get_char (&before) : 0;
}

/**
 * tw_field_input_add_text:
 * @self: an input
 * @text: a sentence
 *
 * Puts a sentence behind what stands there, as if it was typed; the cursor stays where it is. Inputs of other things than text stay as they
 * are.
 */
void
tw_field_input_add_text (TwFieldInput *self,
                         const char   *text)
{
  GtkTextIter end;
  int position;

  g_return_if_fail (TW_IS_FIELD_INPUT (self) && text != NULL);
  if (self->buffer != NULL)
    {
      gtk_text_buffer_get_end_iter (self->buffer, &end);
      if (gtk_text_iter_get_offset (&end) > 0 && !g_unichar_isspace (get_last (&end)))
        gtk_text_buffer_insert (self->buffer, &end, " ", 1);
      gtk_text_buffer_insert (self->buffer, &end, text, -1);
    }
  else if (self->entry != NULL)
    {
      position = gtk_editable_get_text (self->entry)[0] != '\0' ? -1 : 0;
      if (position < 0)
        gtk_editable_insert_text (self->entry, " ", 1, &position);
      gtk_editable_insert_text (self->entry, text, -1, &position);
    }
}

/**
 * tw_field_input_changed:
 * @self: an input
 *
 * Tells that something else was entered.
 */
void
tw_field_input_changed (TwFieldInput *self)
{
  if (!self->showing)
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tw_field_input_chosen:
 * @self: an input
 *
 * Tells that one act made the whole value.
 */
void
tw_field_input_chosen (TwFieldInput *self)
{
  if (!self->showing)
    g_signal_emit (self, signals[CHOSEN], 0);
}
