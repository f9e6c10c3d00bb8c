/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-board-card.h"

#include <glib/gi18n-lib.h>

#include "tw-field-text.h"
#include "tw-list-cell.h"

/* Cards stay flat, and their texts are GtkInscriptions: a view keeps about two hundred of them alive a column. */

struct _TwBoardCard
{
  GtkBox                  parent_instance;

  TwRow                  *row;                         /* (owned) (nullable) */
  const TwBoardCardStyle *style;                       /* (nullable) of the row's column */
  gulong                  changed_id;

  /* From the template. */
  GtkInscription         *title;
  GtkInscription         *detail;
  GtkInscription         *value;
  GtkInscription         *date;
  GtkInscription         *initials;
  GtkInscription         *pace;
  GtkWidget              *warning;
  GtkInscription         *warning_text;
};

G_DEFINE_FINAL_TYPE (TwBoardCard, tw_board_card, GTK_TYPE_BOX)

static void
show (GtkInscription *inscription,
      const char     *text)
{
  gtk_inscription_set_text (inscription, text);
  gtk_widget_set_visible (GTK_WIDGET (inscription), text != NULL && *text != '\0');
}

/* "Darcel Schlecht" is DS. */
static char *
dup_initials (const char *name)
{
  GString *initials = g_string_new (NULL);
  gboolean start = TRUE;
  guint n = 0;

  for (const char *p = name; *p != '\0' && n < 2; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (start && g_unichar_isalpha (c))
        {
          g_string_append_unichar (initials, g_unichar_toupper (c));
          n++;
        }
      start = g_unichar_isspace (c) || c == '-';
    }
  return g_string_free (initials, FALSE);
}

static gboolean
is_shown_elsewhere (TwBoardCard    *self,
                    const TwEntity *entity,
                    const TwField  *field)
{
  return field == NULL || field == entity->name_field || field == entity->value_field || field == entity->date_field
         || field == entity->owner_field || field == entity->next_field || field->number == self->style->group;
}

/* The second line: the card's other fields, such as the company and the priority. */
static char *
dup_detail (TwBoardCard    *self,
            const TwEntity *entity)
{
  GString *detail = g_string_new (NULL);

  for (const char *const *key = entity->card_fields; key != NULL && *key != NULL; key++)
    {
      const TwField *field = tw_entity_get_field (entity, *key);
      g_autofree char *text = NULL;

      if (is_shown_elsewhere (self, entity, field))
        continue;
      text = tw_field_isolate (field, tw_row_get_text (self->row, field));
      if (*text != '\0')
        g_string_append_printf (detail, "%s%s", detail->len > 0 ? " · " : "", text);
    }
  return g_string_free (detail, FALSE);
}

static void
show_field (TwBoardCard    *self,
            GtkInscription *inscription,
            const TwField  *field)
{
  g_autofree char *text = field != NULL ? tw_field_isolate (field, tw_row_get_text (self->row, field)) : NULL;

  show (inscription, text);
}

/* --- Pace --- */

static char *
dup_stay (const TwValue *entered,
          TwInstant      now)
{
  gint64 days;

  if (entered == NULL || entered->type != TW_TYPE_DATETIME)
    return NULL;
  days = (now - entered->i) / G_TIME_SPAN_DAY;
  if (days < 1)
    /* Translators: on a card of the board: it came to this column today. */
    return g_strdup (_("New here"));
  /* Translators: on a card of the board: how long it has been in this column. Keep it short. */
  return g_strdup_printf (ngettext ("%d day here", "%d days here", (gulong) days), (int) MIN (days, 99999));
}

static char *
dup_next (TwBoardCard    *self,
          const TwEntity *entity)
{
  g_autofree char *text = NULL;

  if (entity->next_field == NULL || entity->next_field == entity->date_field)
    return NULL;
  text = tw_field_isolate (entity->next_field, tw_row_get_text (self->row, entity->next_field));
  if (*text == '\0')
    return NULL;
  /* Translators: on a card of the board: when the next task or meeting with it is. */
  return g_strdup_printf (_("Next: %s"), text);
}

static void
show_pace (TwBoardCard    *self,
           const TwEntity *entity,
           TwRecord       *record)
{
  const TwStage *stage = self->style->stage;
  const TwField *entered = self->style->entered > 0 ? tw_entity_get_field_by_number (entity, self->style->entered) : NULL;
  gboolean plain = stage->closed || self->style->compact;
  TwInstant now = g_get_real_time ();
  int quiet = tw_stage_get_quiet_days (stage, entered, record, now);
  g_autofree char *stay = plain || entered == NULL ? NULL : dup_stay (tw_record_get (record, entered), now);
  g_autofree char *next = plain ? NULL : dup_next (self, entity);
  g_autofree char *both = stay != NULL && next != NULL ? g_strdup_printf ("%s · %s", stay, next) : NULL;
  g_autofree char *warning = NULL;

  if (quiet > 0)
    /* Translators: the warning on a card of the board with which nothing has happened for long. Keep it short. */
    warning = g_strdup_printf (ngettext ("Quiet for %d day", "Quiet for %d days", quiet), quiet);
  show (self->pace, both != NULL ? both : stay != NULL ? stay : next);
  gtk_inscription_set_text (self->warning_text, warning);
  gtk_widget_set_visible (self->warning, warning != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  warning != NULL ? warning : "", -1);
}

/* A row that has not been read yet is a card without words. */
static void
fill (TwBoardCard *self)
{
  TwRecord *record = tw_row_get_record (self->row);
  const TwEntity *entity = record != NULL ? tw_record_get_entity (record) : NULL;
  const char *title = NULL, *owner = NULL;
  g_autofree char *detail = NULL, *initials = NULL;

  if (entity == NULL)
    {
      gtk_inscription_set_text (self->title, "");
      return;
    }
  title = tw_row_get_text (self->row, entity->name_field);
  owner = entity->owner_field != NULL ? tw_row_get_text (self->row, entity->owner_field) : "";
  detail = self->style->compact ? NULL : dup_detail (self, entity);
  initials = dup_initials (owner);
  show (self->title, title);
  show (self->detail, detail);
  show_field (self, self->value, entity->value_field);
  show_field (self, self->date, entity->date_field);
  show (self->initials, initials);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->initials), owner);
  show_pace (self, entity, record);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
tw_board_card_dispose (GObject *object)
{
  TwBoardCard *self = TW_BOARD_CARD (object);

  tw_board_card_set_row (self, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_BOARD_CARD);
  G_OBJECT_CLASS (tw_board_card_parent_class)->dispose (object);
}

static void
tw_board_card_class_init (TwBoardCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("board/tw-board-card.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, title);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, detail);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, value);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, date);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, initials);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, pace);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, warning);
  gtk_widget_class_bind_template_child (widget_class, TwBoardCard, warning_text);
}

static void
tw_board_card_init (TwBoardCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_inscription_align (self->title, FALSE);
  tw_inscription_align (self->detail, FALSE);
  tw_inscription_align (self->value, FALSE);
  tw_inscription_align (self->date, TRUE);
  tw_inscription_align (self->pace, FALSE);
  tw_inscription_align (self->warning_text, FALSE);
}

GtkWidget *
tw_board_card_new (void)
{
  return g_object_new (TW_TYPE_BOARD_CARD, NULL);
}

void
tw_board_card_set_row (TwBoardCard            *self,
                       TwRow                  *row,
                       const TwBoardCardStyle *style)
{
  if (self->row != NULL)
    g_clear_signal_handler (&self->changed_id, self->row);
  g_set_object (&self->row, row);
  self->style = style;
  if (row == NULL)
    return;
  self->changed_id = g_signal_connect_swapped (row, "changed", G_CALLBACK (fill), self);
  fill (self);
}

TwRow *
tw_board_card_get_row (TwBoardCard *self)
{
  g_return_val_if_fail (TW_IS_BOARD_CARD (self), NULL);
  return self->row;
}

void
tw_board_card_update (TwBoardCard *self)
{
  g_return_if_fail (TW_IS_BOARD_CARD (self));
  if (self->row != NULL)
    fill (self);
}

const char *
tw_board_card_get_warning (TwBoardCard *self)
{
  g_return_val_if_fail (TW_IS_BOARD_CARD (self), NULL);
  return gtk_widget_get_visible (self->warning) ? gtk_inscription_get_text (self->warning_text) : NULL;
}
