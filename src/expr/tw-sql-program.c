/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "tw-sql-private.h"
#include "tw-text.h"

#define MAX_STACK 1024

typedef enum { STEP_LEAF, STEP_CONST, STEP_CALL } StepKind;

typedef struct
{
  StepKind    kind;
  char        letter;
  int         n;                                       /* leaf: argument; call: operands */
  const TwOp *op;
  TwValue     value;
} Step;

struct _TwProgram
{
  char     mode;
  gboolean context;                                    /* some row looks at it */
  guint    stack;                                      /* how high it grows */
  GArray  *steps;
};

char
tw_type_get_letter (TwType type)
{
  static const char letters[] = { 'n', 'b', 'i', 'd', 'm', 'D', 'T', 't', 'u', 's', 'e', 'l', 'L', 's' };

  return letters[type];
}

static TwType
type_of_letter (char letter)
{
  for (guint type = TW_TYPE_NULL; type <= TW_TYPE_LIST; type++)
    if (tw_type_get_letter (type) == letter)
      return type;
  return TW_TYPE_NULL;
}

void
tw_program_append_const (GString *text, const TwValue *value)
{
  g_string_append_printf (text, "K%c", tw_type_get_letter (value->type));
  switch (value->type)
    {
    case TW_TYPE_NULL:
      break;
    case TW_TYPE_MONEY:
      g_string_append_printf (text, "%" G_GINT64_FORMAT ",%u", value->i, value->tag);
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      g_string_append_printf (text, "%" G_GSIZE_FORMAT ":%s", strlen (value->text), value->text);
      break;
    case TW_TYPE_LINK:
      for (guint i = 0; i < 16; i++)
        g_string_append_printf (text, "%02x", value->id.bytes[i]);
      break;
    case TW_TYPE_LIST:
      g_assert_not_reached ();
    default:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, value->i);
    }
  g_string_append_c (text, ' ');
}

/* --- Reading programs --- */

static gboolean
read_const (const char **p, const char *end, Step *step)
{
  char *after;
  guint64 length;

  step->letter = *(*p)++;
  switch (step->letter)
    {
    case 'n':
      return TRUE;
    case 's':
    case 'e':
      length = g_ascii_strtoull (*p, &after, 10);
      if (*after != ':' || length > (guint64) (end - after - 1))
        return FALSE;
      step->value = tw_value_text_len (after + 1, length);
      step->value.type = type_of_letter (step->letter);
      *p = after + 1 + length;
      return TRUE;
    case 'l':
      if (end - *p < 32)
        return FALSE;
      step->value.type = TW_TYPE_LINK;
      for (guint i = 0; i < 16; i++, *p += 2)
        step->value.id.bytes[i] = (guint8) (g_ascii_xdigit_value ((*p)[0]) * 16 + g_ascii_xdigit_value ((*p)[1]));
      return TRUE;
    default:
      step->value.type = type_of_letter (step->letter);
      step->value.i = g_ascii_strtoll (*p, &after, 10);
      if (step->letter == 'm' && *after == ',')
        step->value.tag = (guint32) g_ascii_strtoull (after + 1, &after, 10);
      *p = after;
      return step->value.type > TW_TYPE_NULL && step->value.type <= TW_TYPE_DURATION;
    }
}

static gboolean
read_step (const char **p, const char *end, Step *step)
{
  char *after;
  char kind = *(*p)++;

  *step = (Step) { .kind = kind == 'L' ? STEP_LEAF : kind == 'K' ? STEP_CONST : STEP_CALL };
  if (kind == 'K')
    return read_const (p, end, step);
  if (kind == 'F')
    {
      step->op = tw_op_at ((guint) g_ascii_strtoull (*p, &after, 10));
      if (step->op == NULL || *after != ',')
        return FALSE;
      step->n = (int) g_ascii_strtoull (after + 1, &after, 10);
    }
  else if (kind == 'L')
    step->n = (int) g_ascii_strtoull (*p, &after, 10);
  else
    return FALSE;
  if ((*after != ',' && *after != ':') || after[1] == '\0' || step->n < 0 || step->n > 100000)
    return FALSE;
  step->letter = after[1];
  *p = after + 2;
  return TRUE;
}

/* The last argument before a star may be left out: an empty team is "in ()". */
static int
count_needed (const TwOp *op)
{
  int n = (int) strcspn (op->args, "|*");

  return op->args[n] == '*' ? MAX (n - 1, 1) : n;
}

TwProgram *
tw_program_parse (const char *text)
{
  TwProgram *program = g_new0 (TwProgram, 1);
  const char *p = text, *end = text + strlen (text);
  int height = 0;
  gboolean good = *p != '\0';

  program->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  program->mode = good ? *p++ : 'V';
  while (good && p < end)
    {
      Step step;

      good = read_step (&p, end, &step);
      g_array_append_val (program->steps, step);
      height += step.kind == STEP_CALL ? 1 - step.n : 1;
      program->stack = MAX (program->stack, (guint) MAX (height, 0));
      if (good && step.kind == STEP_CALL)
        {
          program->context = program->context || (step.op->flags & TW_OP_CONTEXT);
          good = step.n >= count_needed (step.op);
        }
      good = good && height >= 1 && *p == ' ';
      p++;
    }
  if (good && height == 1)
    return program;
  tw_program_free (program);
  return NULL;
}

void
tw_program_free (TwProgram *program)
{
  for (guint i = 0; i < program->steps->len; i++)
    tw_value_clear (&g_array_index (program->steps, Step, i).value);
  g_array_unref (program->steps);
  g_free (program);
}

gboolean
tw_program_needs_context (const TwProgram *program)
{
  return program->context;
}

/* --- Values from and to SQLite --- */

static void
read_text (sqlite3_value *value, TwType type, TwValue *result)
{
  const char *text = (const char *) sqlite3_value_text (value);
  int length = sqlite3_value_bytes (value);

  if (text == NULL)
    return;
  if (g_utf8_validate_len (text, (gsize) length, NULL))
    *result = tw_value_text_len (text, (gsize) length);
  else
    {
      g_autofree char *clean = tw_text_clean (text, length);

      *result = tw_value_text (clean);
    }
  result->type = type;
}

/* Lists as the store writes them, ["a","b"]; the slow way for what has escapes. */
static void
read_list (sqlite3_value *value, TwValue *result)
{
  const char *text = (const char *) sqlite3_value_text (value);
  g_autoptr (GArray) items = NULL;

  if (text == NULL)
    return;
  if (strchr (text, '\\') != NULL || text[0] != '[')
    {
      tw_value_from_json (TW_TYPE_LIST, text, result, NULL);
      return;
    }
  items = g_array_new (FALSE, FALSE, sizeof (TwValue));
  for (const char *p = strchr (text, '"'); p != NULL; p = strchr (p + 1, '"'))
    {
      const char *close = strchr (p + 1, '"');
      TwValue item;

      if (close == NULL)
        break;
      item = tw_value_text_len (p + 1, (gsize) (close - p - 1));
      g_array_append_val (items, item);
      p = close;
    }
  *result = tw_value_list ((TwValue *) items->data, items->len);
  for (guint i = 0; i < items->len; i++)
    tw_value_clear (&g_array_index (items, TwValue, i));
}

static void
read_packed (sqlite3_value *value, TwValue *result)
{
  const guint8 *bytes = sqlite3_value_blob (value);
  gint64 amount;
  guint32 currency;

  if (bytes == NULL || sqlite3_value_bytes (value) != 12)
    return;
  memcpy (&amount, bytes, 8);
  memcpy (&currency, bytes + 8, 4);
  *result = tw_value_money (amount, currency);
}

void
tw_sql_read_value (char letter, int n, gpointer values, int *used, TwValue *result)
{
  sqlite3_value **args = values;

  *used = letter == 'm' ? 2 : 1;
  *result = (TwValue) TW_VALUE_INIT;
  if (n < *used || sqlite3_value_type (args[0]) == SQLITE_NULL)
    return;
  switch (letter)
    {
    case 'n':
      break;
    case 'm':
      *result = tw_value_money (sqlite3_value_int64 (args[0]), (TwCurrency) sqlite3_value_int64 (args[1]));
      break;
    case 'P':
      read_packed (args[0], result);
      break;
    case 's':
    case 'e':
      read_text (args[0], type_of_letter (letter), result);
      break;
    case 'l':
      if (sqlite3_value_bytes (args[0]) != 16)
        break;
      result->type = TW_TYPE_LINK;
      memcpy (result->id.bytes, sqlite3_value_blob (args[0]), 16);
      break;
    case 'L':
      read_list (args[0], result);
      break;
    default:
      *result = (TwValue) { .type = type_of_letter (letter), .i = sqlite3_value_int64 (args[0]) };
    }
}

void
tw_sql_result_packed (gpointer sqlite_context, const TwValue *money)
{
  guint8 bytes[12];

  if (money->type != TW_TYPE_MONEY)
    {
      sqlite3_result_null (sqlite_context);
      return;
    }
  memcpy (bytes, &money->i, 8);
  memcpy (bytes + 8, &money->tag, 4);
  sqlite3_result_blob (sqlite_context, bytes, sizeof bytes, SQLITE_TRANSIENT);
}

static void
give_result (char mode, sqlite3_context *sqlite, const TwValue *value)
{
  switch (value->type)
    {
    case TW_TYPE_NULL:
      sqlite3_result_null (sqlite);
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      sqlite3_result_text (sqlite, value->text, -1, SQLITE_TRANSIENT);
      break;
    case TW_TYPE_LINK:
      sqlite3_result_blob (sqlite, value->id.bytes, 16, SQLITE_TRANSIENT);
      break;
    case TW_TYPE_MONEY:
      if (mode == 'P')
        tw_sql_result_packed (sqlite, value);
      else
        sqlite3_result_int64 (sqlite, mode == 'C' ? (gint64) value->tag : value->i);
      break;
    case TW_TYPE_LIST:
      sqlite3_result_null (sqlite);
      break;
    default:
      sqlite3_result_int64 (sqlite, value->i);
    }
}

void
tw_program_run (const TwProgram *program, const TwExprContext *context, int n, gpointer values, gpointer sqlite_context)
{
  sqlite3_value **args = values;
  TwValue room[16], *stack = program->stack <= G_N_ELEMENTS (room) ? room : g_new (TwValue, program->stack);
  guint top = 0;

  for (guint i = 0; i < program->steps->len; i++)
    {
      const Step *step = &g_array_index (program->steps, Step, i);
      TwValue result = TW_VALUE_INIT;
      int used;

      if (step->kind == STEP_LEAF)
        {
          if (step->n < n)
            tw_sql_read_value (step->letter, n - step->n, args + step->n, &used, &result);
        }
      else if (step->kind == STEP_CONST)
        result = tw_value_copy (&step->value);
      else
        {
          top -= (guint) step->n;
          tw_op_apply (step->op, context, stack + top, (guint) step->n, &result);
          for (int k = 0; k < step->n; k++)
            tw_value_clear (&stack[top + (guint) k]);
          if (result.type == TW_TYPE_ENUM && step->letter == 's')
            result.type = TW_TYPE_TEXT;
        }
      stack[top++] = result;
    }
  give_result (program->mode, sqlite_context, &stack[0]);
  tw_value_clear (&stack[0]);
  if (stack != room)
    g_free (stack);
}
