/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-line-item.h"

struct _TwLineItem
{
  GObject   parent_instance;

  TwId      id;                                        /* nil: the empty one */
  TwRecord *line;                                      /* (owned) (nullable) */
  TwMoney   money;
  char     *amount;                                    /* (owned) the same for people */
  guint     number;
  char     *drafts[TW_QUOTE_N_CELLS];                  /* (owned) (nullable) */
  char     *errors[TW_QUOTE_N_CELLS];                  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (TwLineItem, tw_line_item, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
changed (TwLineItem *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
tw_line_item_finalize (GObject *object)
{
  TwLineItem *self = TW_LINE_ITEM (object);

  g_clear_object (&self->line);
  g_free (self->amount);
  for (guint i = 0; i < TW_QUOTE_N_CELLS; i++)
    {
      g_free (self->drafts[i]);
      g_free (self->errors[i]);
    }
  G_OBJECT_CLASS (tw_line_item_parent_class)->finalize (object);
}

static void
tw_line_item_class_init (TwLineItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_line_item_finalize;

  /**
   * TwLineItem::changed:
   *
   * Something of it is to be shown anew.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_line_item_init (TwLineItem *self)
{
  self->amount = g_strdup ("");
}

/**
 * tw_line_item_new:
 * @id: (nullable): of the line
 *
 * Returns: (transfer full): an item whose line is not known yet
 */
TwLineItem *
tw_line_item_new (const TwId *id)
{
  TwLineItem *self = g_object_new (TW_TYPE_LINE_ITEM, NULL);

  if (id != NULL)
    self->id = *id;
  return self;
}

/* Of most lines nothing is other than before when one of them was stored. */
static gboolean
is_same (TwLineItem    *self,
         TwRecord      *line,
         const TwMoney *amount,
         guint          number)
{
  const TwEntity *entity = tw_record_get_entity (line);

  if (self->line == NULL || self->number != number || self->money.amount != amount->amount || self->money.currency != amount->currency
      || tw_record_get_entity (self->line) != entity)
    return FALSE;
  for (guint i = 0; i < TW_QUOTE_N_CELLS; i++)
    if (self->drafts[i] != NULL || self->errors[i] != NULL)
      return FALSE;
  for (guint i = 0; i < entity->n_fields; i++)
    if (!entity->fields[i]->formula && !tw_value_equal (tw_record_get (self->line, entity->fields[i]), tw_record_get (line, entity->fields[i])))
      return FALSE;
  return TRUE;
}

/**
 * tw_line_item_set_line:
 * @self: an item
 * @line: as it is stored now
 * @amount: what stands at its end
 * @number: of an item, from 1; 0: none
 */
void
tw_line_item_set_line (TwLineItem   *self,
                        TwRecord      *line,
                        const TwMoney *amount,
                        guint          number)
{
  gboolean same = is_same (self, line, amount, number);

  g_set_object (&self->line, line);
  if (same)
    return;
  self->money = *amount;
  g_free (self->amount);
  self->amount = tw_quote_line_get_kind (line) == TW_QUOTE_TEXT ? g_strdup ("") : tw_money_format (amount, FALSE);
  self->number = number;
  /* What was typed is what is stored now. */
  for (guint i = 0; i < TW_QUOTE_N_CELLS; i++)
    if (self->drafts[i] != NULL && self->errors[i] == NULL)
      {
        g_autofree char *stored = tw_quote_cell_dup_text (line, i);

        if (g_str_equal (stored, self->drafts[i]))
          g_clear_pointer (&self->drafts[i], g_free);
      }
  changed (self);
}

/**
 * tw_line_item_get_line:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): the line as it is stored
 */
TwRecord *
tw_line_item_get_line (TwLineItem *self)
{
  return self->line;
}

/**
 * tw_line_item_get_id:
 * @self: an item
 *
 * Returns: (nullable): the line's id
 */
const TwId *
tw_line_item_get_id (TwLineItem *self)
{
  return tw_id_is_nil (&self->id) ? NULL : &self->id;
}

/**
 * tw_line_item_set_id:
 * @self: the empty item
 * @id: of the line that is made of it
 */
void
tw_line_item_set_id (TwLineItem *self,
                      const TwId  *id)
{
  self->id = *id;
  changed (self);
}

/**
 * tw_line_item_get_kind:
 * @self: an item
 *
 * Returns: what its line is
 */
TwQuoteLineKind
tw_line_item_get_kind (TwLineItem *self)
{
  return self->line != NULL ? tw_quote_line_get_kind (self->line) : TW_QUOTE_ITEM;
}

/**
 * tw_line_item_is_optional:
 * @self: an item
 *
 * Returns: whether it is offered beside the rest
 */
gboolean
tw_line_item_is_optional (TwLineItem *self)
{
  const TwValue *value = self->line != NULL ? tw_record_get_key (self->line, "optional") : NULL;

  return value != NULL && value->type == TW_TYPE_BOOLEAN && value->i;
}

/**
 * tw_line_item_get_number:
 * @self: an item
 *
 * Returns: its number on the paper; 0: none
 */
guint
tw_line_item_get_number (TwLineItem *self)
{
  return self->number;
}

/**
 * tw_line_item_get_amount:
 * @self: an item
 *
 * Returns: what stands at its end
 */
const char *
tw_line_item_get_amount (TwLineItem *self)
{
  return self->amount;
}

/**
 * tw_line_item_dup_text:
 * @self: an item
 * @cell: which cell
 *
 * Returns: (transfer full): what is shown there
 */
char *
tw_line_item_dup_text (TwLineItem *self,
                        TwQuoteCell  cell)
{
  if (self->drafts[cell] != NULL)
    return g_strdup (self->drafts[cell]);
  return self->line != NULL ? tw_quote_cell_dup_text (self->line, cell) : g_strdup ("");
}

/**
 * tw_line_item_get_draft:
 * @self: an item
 * @cell: which cell
 *
 * Returns: (nullable): what was typed there and is not stored
 */
const char *
tw_line_item_get_draft (TwLineItem *self,
                         TwQuoteCell  cell)
{
  return self->drafts[cell];
}

/**
 * tw_line_item_set_draft:
 * @self: an item
 * @cell: which cell
 * @text: (nullable): what was typed; %NULL: nothing, or it is stored
 */
void
tw_line_item_set_draft (TwLineItem *self,
                         TwQuoteCell  cell,
                         const char  *text)
{
  g_autofree char *stored = self->line != NULL ? tw_quote_cell_dup_text (self->line, cell) : g_strdup ("");

  char *draft = text != NULL && !g_str_equal (text, stored) ? g_strdup (text) : NULL;

  /* The text may be the draft itself. */
  g_free (self->drafts[cell]);
  self->drafts[cell] = draft;
  g_clear_pointer (&self->errors[cell], g_free);
}

/**
 * tw_line_item_get_error:
 * @self: an item
 * @cell: which cell
 *
 * Returns: (nullable): why what was typed is not stored
 */
const char *
tw_line_item_get_error (TwLineItem *self,
                         TwQuoteCell  cell)
{
  return self->errors[cell];
}

/**
 * tw_line_item_set_error:
 * @self: an item
 * @cell: which cell
 * @message: (nullable): a sentence
 */
void
tw_line_item_set_error (TwLineItem *self,
                         TwQuoteCell  cell,
                         const char  *message)
{
  g_free (self->errors[cell]);
  self->errors[cell] = g_strdup (message);
  changed (self);
}
