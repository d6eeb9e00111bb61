# Amparo with the packages of the lock file, for one folder of one's own:
#   docker build -t amparo .
#   docker run --rm -v "$PWD:/datos" --user "$(id -u):$(id -g)" amparo init proyecto
#   docker run --rm -v "$PWD/proyecto:/datos" --user "$(id -u):$(id -g)" amparo build
FROM python:3.13-slim AS wheel
WORKDIR /build
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.13-slim
COPY requirements.lock /tmp/
COPY --from=wheel /wheels /tmp/wheels
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock \
    && pip install --no-cache-dir --no-deps /tmp/wheels/*.whl \
    && rm -rf /tmp/requirements.lock /tmp/wheels \
    && useradd --create-home amparo && mkdir /datos && chown amparo /datos
# a user of --user has no folder of their own
ENV HOME=/tmp DO_NOT_TRACK=1
USER amparo
WORKDIR /datos
ENTRYPOINT ["amparo"]
