/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the body of a push: refused as a whole, or read into mutations of which each is taken or says why not. What was taken is
 * printed and read again, equal. */
#include "config.h"

#include <string.h>

#include "tw-fuzz.h"
#include "tw-wire.h"

TW_FUZZ_MAIN ("push", 3000)

static TwSchema *schema;

static void
check_op (const TwWireOp *op)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, op->entity);

  if (op->entity == 0)
    return;                                            /* a change of settings or fields, which the server refuses in words */
  g_assert_nonnull (entity);
  for (guint i = 0; i < op->fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (op->fields, TwFieldChange, i);
      const TwField *field = tw_entity_get_field_by_number (entity, change->field);

      g_assert_nonnull (field);
      g_assert_true (tw_value_is_null (&change->before) || change->before.type == field->type);
      g_assert_true (tw_value_is_null (&change->after) || change->after.type == field->type);
    }
}

static void
check_again (TwWirePush *push)
{
  g_autoptr (GBytes) first = NULL, second = NULL;
  g_autoptr (TwWirePush) again = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < push->mutations->len; i++)
    {
      TwWireMutation *mutation = g_ptr_array_index (push->mutations, i);

      if (mutation->problem != NULL)
        return;
      mutation->node = NULL;                           /* printed from its parts, not from what came */
    }
  first = tw_wire_push_print (push);
  again = tw_wire_push_parse (schema, first, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < again->mutations->len; i++)
    {
      TwWireMutation *mutation = g_ptr_array_index (again->mutations, i);

      g_assert_null (mutation->problem);
      mutation->node = NULL;
    }
  second = tw_wire_push_print (again);
  g_assert_true (g_bytes_equal (first, second));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (TwWirePush) push = NULL;
  g_autoptr (GError) error = NULL;

  if (schema == NULL)
    schema = tw_schema_load_shipped (NULL);
  push = tw_wire_push_parse (schema, body, &error);
  g_assert_true ((push == NULL) == (error != NULL));
  if (push == NULL)
    return 0;
  g_assert_cmpuint (push->mutations->len, <=, TW_WIRE_MOST_MUTATIONS);
  for (guint i = 0; i < push->mutations->len; i++)
    {
      TwWireMutation *mutation = g_ptr_array_index (push->mutations, i);
      g_autofree char *kept = NULL;

      g_assert_cmpint (mutation->n, ==, ((TwWireMutation *) g_ptr_array_index (push->mutations, 0))->n + i);
      kept = tw_wire_mutation_print (mutation);
      g_assert_true (g_utf8_validate (kept, -1, NULL));
      for (guint k = 0; mutation->problem == NULL && k < mutation->ops->len; k++)
        check_op (g_ptr_array_index (mutation->ops, k));
      tw_fuzz_n_good += mutation->problem == NULL;
    }
  check_again (push);
  return 0;
}
