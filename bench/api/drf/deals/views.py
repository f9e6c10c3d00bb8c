# SPDX-License-Identifier: GPL-3.0-or-later
from rest_framework import generics, serializers
from rest_framework.response import Response

from deals.models import Deal


class DealSerializer(serializers.ModelSerializer):
    class Meta:
        model = Deal
        fields = "__all__"
        read_only_fields = ["id", "row_seq"]


class DealList(generics.GenericAPIView):
    serializer_class = DealSerializer
    queryset = Deal.objects.all()

    def get(self, request):
        limit = min(int(request.query_params.get("limit", 50)), 1000)
        deals = self.get_queryset()
        if "after" in request.query_params:
            deals = deals.filter(id__gt=request.query_params["after"])
        items = self.get_serializer(deals[:limit], many=True).data
        return Response({"items": items, "next": items[-1]["id"] if len(items) == limit else None})


class DealDetail(generics.RetrieveUpdateAPIView):
    serializer_class = DealSerializer
    queryset = Deal.objects.all()

    def perform_update(self, serializer):
        serializer.save(row_seq=serializer.instance.row_seq + 1)
