"""Small models of Keras 3 with Keras' own predictions, the references of KerasModelsTest.

Every model has random weights (statistics of batch normalisation too) and is saved as NAME.keras, some as
NAME.h5 too; NAME-x.npy is an input, NAME-y.npy what Keras predicts.

KERAS_BACKEND=jax python keras_models.py FOLDER [NAME ...]
(keras 3.15.1, jax 0.11; pip install keras jax h5py)
"""
import sys
import zipfile

import numpy as np

import keras
from keras import layers

random = np.random.default_rng(7)
# Saved in the HDF5 form as well.
LEGACY = {"sequences", "attention", "nested", "cells"}


def images():
    x = i = keras.Input((12, 11, 3), name="picture")
    x = layers.Rescaling(0.5, offset=-0.1)(x)
    x = layers.Normalization(axis=-1, mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 0.5])(x)
    x = layers.Conv2D(6, 3, strides=2, padding="same", activation="relu", name="first")(x)
    x = layers.BatchNormalization()(x)
    y = layers.SeparableConv2D(6, 3, padding="same", depth_multiplier=2)(x)
    x = layers.Add()([x, layers.LeakyReLU(0.1)(y)])
    x = layers.DepthwiseConv2D((3, 2), padding="same", depth_multiplier=2, activation="swish")(x)
    x = layers.ZeroPadding2D(((1, 2), (0, 1)))(x)
    x = layers.Conv2D(8, (2, 3), dilation_rate=(2, 1), groups=2)(x)
    x = layers.PReLU(shared_axes=[1, 2])(x)
    x = layers.MaxPooling2D(2, padding="same")(x)
    x = layers.Conv2DTranspose(5, 4, strides=2, padding="same", activation="gelu")(x)
    x = layers.Conv2DTranspose(4, 3, strides=2, padding="valid")(x)
    x = layers.AveragePooling2D(3, strides=2, padding="same")(x)
    x = layers.UpSampling2D(2, interpolation="bilinear")(x)
    x = layers.UpSampling2D((1, 2))(x)
    x = layers.Cropping2D(((1, 0), (2, 1)))(x)
    x = layers.GroupNormalization(groups=2)(x)
    x = layers.SpatialDropout2D(0.3)(x)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    gate = layers.Conv2D(4, 1, activation="hard_sigmoid")(gate)
    x = layers.Multiply()([x, gate])
    x = layers.Concatenate()([x, layers.Activation("hard_swish")(x)])
    x = layers.GlobalMaxPooling2D()(x)
    x = layers.Dense(4, activation="softmax", name="classes")(x)
    return keras.Model(i, x), random.normal(size=(3, 12, 11, 3))


def channels_first():
    return keras.Sequential([
        keras.Input((3, 8, 8)),
        layers.Conv2D(4, 3, padding="same", data_format="channels_first", activation="elu"),
        layers.BatchNormalization(axis=1),
        layers.MaxPooling2D(2, data_format="channels_first"),
        layers.Flatten(),
        layers.Dense(3)]), random.normal(size=(2, 3, 8, 8))


def signals():
    return keras.Sequential([
        keras.Input((40, 2)),
        layers.Conv1D(4, 5, padding="causal", dilation_rate=2, activation="tanh"),
        layers.SeparableConv1D(6, 3, padding="same"),
        layers.DepthwiseConv1D(3, strides=2, padding="same"),
        layers.LayerNormalization(),
        layers.MaxPooling1D(3, strides=2, padding="same"),
        layers.Conv1DTranspose(3, 4, strides=2, padding="same", activation="softplus"),
        layers.UpSampling1D(2),
        layers.Cropping1D((1, 2)),
        layers.ZeroPadding1D(1),
        layers.AveragePooling1D(2),
        layers.Permute((2, 1)),
        layers.Reshape((-1, 3)),
        layers.Flatten(),
        layers.Dense(5, activation="relu6", use_bias=False),
        layers.Dense(1, activation="sigmoid")]), random.normal(size=(3, 40, 2))


def volumes():
    x = i = keras.Input((6, 7, 5, 2))
    x = layers.Conv3D(4, 3, padding="same", activation="selu")(x)
    x = layers.BatchNormalization(scale=False)(x)
    x = layers.MaxPooling3D(2, padding="same")(x)
    x = layers.UpSampling3D((2, 1, 1))(x)
    x = layers.ZeroPadding3D(1)(x)
    x = layers.Cropping3D(((1, 0), (0, 1), (0, 0)))(x)
    x = layers.Conv3D(3, (2, 1, 2), strides=(1, 2, 1))(x)
    x = layers.AveragePooling3D((2, 1, 2))(x)
    x = layers.GlobalAveragePooling3D()(x)
    return keras.Model(i, layers.Dense(3)(x)), random.normal(size=(2, 6, 7, 5, 2))


def sequences():
    x = i = keras.Input((None,), dtype="int32", name="tokens")
    x = layers.Embedding(20, 5, mask_zero=True)(x)
    x = layers.SpatialDropout1D(0.2)(x)
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)
    x = layers.TimeDistributed(layers.Dense(4, activation="relu"))(x)
    x = layers.GRU(4, return_sequences=True)(x)
    a = layers.SimpleRNN(3)(x)
    b = layers.Bidirectional(layers.GRU(2, reset_after=False), merge_mode="sum")(x)
    c = layers.GlobalAveragePooling1D()(x)
    x = layers.Concatenate()([a, b, c])
    ids = random.integers(1, 20, size=(4, 9))
    ids[1, 6:] = 0  # padding behind
    ids[2, :4] = 0  # and in front
    ids[3, [2, 5, 8]] = 0  # and within
    return keras.Model(i, layers.Dense(3, activation="softmax")(x)), ids


def masking():
    return keras.Sequential([
        keras.Input((7, 3)),
        layers.Masking(0.0),
        layers.LSTM(4, go_backwards=True, activation="elu", recurrent_activation="hard_sigmoid"),
        layers.Dense(2)]), random.normal(size=(3, 7, 3)) * (random.random((3, 7, 1)) > 0.3)


def attention():
    i = keras.Input((8,), dtype="int32")
    x = layers.Embedding(15, 6, mask_zero=True)(i)
    a = layers.MultiHeadAttention(2, 3)(x, x)
    x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, a]))
    a = layers.MultiHeadAttention(3, 2, use_bias=False)(x, x, use_causal_mask=True)
    x = layers.RMSNormalization()(x + 0.5 * a)
    x = layers.Average()([x, layers.Dense(6, activation="mish")(x)])
    x = layers.GlobalAveragePooling1D()(x)
    ids = random.integers(1, 15, size=(3, 8))
    ids[0, 5:] = 0
    return keras.Model(i, layers.Dense(3)(x)), ids


def nested():
    inner = keras.Sequential([layers.Dense(4, activation="relu"), layers.BatchNormalization()], name="twice")
    i = keras.Input((6,))
    j = layers.Subtract()([inner(i), inner(layers.Activation("tanh")(i))])
    head = keras.Input((4,))
    top = keras.Model(head, layers.Maximum()([layers.Dense(3)(head), layers.Dense(3)(head)]), name="top")
    x = layers.Minimum()([top(j), layers.UnitNormalization()(layers.Dense(3)(i))])
    x = layers.RepeatVector(2)(x)
    x = layers.Dot(axes=(2, 2))([x, x])
    return keras.Model(i, layers.Flatten()(x)), random.normal(size=(4, 6))


def frames():
    return keras.Sequential([
        keras.Input((4, 8, 8, 1)),
        layers.TimeDistributed(layers.Conv2D(3, 3, activation="relu")),
        layers.TimeDistributed(layers.MaxPooling2D(2)),
        layers.TimeDistributed(layers.Flatten()),
        layers.LSTM(3),
        layers.Dense(2)]), random.normal(size=(2, 4, 8, 8, 1))


def paddings():
    x = i = keras.Input((7, 6, 3))
    x = layers.Conv2DTranspose(4, 3, strides=2, padding="same", output_padding=1)(x)
    x = layers.Conv2DTranspose(3, 4, strides=3, padding="same", output_padding=1)(x)
    x = layers.Conv2DTranspose(3, 5, strides=2, padding="same", output_padding=0)(x)
    x = layers.Conv2DTranspose(2, 2, strides=3, padding="valid", output_padding=2)(x)
    x = layers.Resizing(40, 31)(x)
    x = layers.Resizing(13, 47)(x)
    x = layers.Resizing(24, 18, interpolation="nearest")(x)
    x = layers.AveragePooling2D(4)(x)
    return keras.Model(i, layers.Dense(2)(layers.Flatten()(x))), random.normal(size=(2, 7, 6, 3))


def products():
    i = keras.Input((6, 8))
    x = layers.Attention(use_scale=True)([i, i])
    x = layers.Dot(axes=(2, 2), normalize=True)([x, i])
    return keras.Model(i, layers.Dense(2)(layers.Flatten()(x))), random.normal(size=(2, 6, 8))


def cells():
    x = i = keras.Input((7, 3))
    x = layers.Masking(0.0)(x)
    x = layers.RNN([layers.LSTMCell(4), layers.GRUCell(3), layers.SimpleRNNCell(5, use_bias=False),
                    layers.LSTMCell(2, activation="elu")], return_sequences=True)(x)
    a = layers.Bidirectional(layers.RNN(layers.GRUCell(3, reset_after=False)))(x)
    b = layers.RNN([layers.SimpleRNNCell(2), layers.LSTMCell(3)], go_backwards=True)(x)
    return (keras.Model(i, layers.Dense(3)(layers.Concatenate()([a, b]))),
            random.normal(size=(3, 7, 3)) * (random.random((3, 7, 1)) > 0.3))


def axes():
    x = i = keras.Input((4, 5, 6))
    x = layers.BatchNormalization(axis=2)(x)
    x = layers.LayerNormalization(axis=[1, 3])(x)
    x = layers.LayerNormalization(axis=2, center=False)(x)
    x = layers.GroupNormalization(groups=2, axis=1)(x)
    x = layers.UnitNormalization(axis=1)(x)
    x = layers.Dense(7)(x)
    return keras.Model(i, layers.Dense(3)(layers.Flatten()(x))), random.normal(size=(3, 4, 5, 6))


def einsums():
    x = i = keras.Input((4, 6))
    x = layers.EinsumDense("abc,bcd->abd", output_shape=(4, 5))(x)
    x = layers.EinsumDense("ab...,bc->ac...", output_shape=4, bias_axes="c")(x)
    x = layers.EinsumDense("abc,cde->abde", output_shape=(4, 4, 5), bias_axes="de")(x)
    x = layers.EinsumDense("abcd,bde->abce", output_shape=(4, 4, 2), bias_axes="be")(x)
    x = layers.EinsumDense("...x,xy->...y", output_shape=4, bias_axes="y", activation="relu")(x)
    x = layers.EinsumDense("abcd,cde->abe", output_shape=(None, 5), bias_axes="e")(x)
    return keras.Model(i, x), random.normal(size=(3, 4, 6))


def scores():
    i = keras.Input((8,), dtype="int32")
    x = layers.Embedding(15, 6, mask_zero=True)(i)
    y = layers.AdditiveAttention()([x, x])
    y = layers.Attention(score_mode="concat", use_scale=True)([y, x])
    y = layers.Attention()([y, x, y], use_causal_mask=True)
    y = layers.GroupQueryAttention(3, 4, 2)(y, y, use_causal_mask=True)
    y = layers.GroupQueryAttention(2, 4, 1, use_bias=False)(y, x)
    y = layers.AdditiveAttention(use_scale=False)([layers.Dense(6)(y), x])
    ids = random.integers(1, 15, size=(3, 8))
    ids[0, 5:] = 0
    return keras.Model(i, layers.Dense(3)(layers.GlobalAveragePooling1D()(y))), ids


def pack(path):
    """The same zip file, its entries compressed."""
    with zipfile.ZipFile(path) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in entries.items():
            new.writestr(name, data)


def main(folder):
    for make in [images, channels_first, signals, volumes, sequences, masking, attention, nested, frames,
                 paddings, products, cells, axes, einsums, scores]:
        if len(sys.argv) > 2 and make.__name__ not in sys.argv[2:]:
            continue
        name = make.__name__.replace("_", "-")
        keras.utils.clear_session()
        model, x = make()
        for variable in model.weights:
            value = random.normal(size=variable.shape) * 0.7
            variable.assign(np.abs(value) + 0.3 if "variance" in variable.path else value)
        x = x.astype(np.int64 if x.dtype == np.int64 else np.float32)
        np.save(f"{folder}/{name}-x.npy", x)
        np.save(f"{folder}/{name}-y.npy", np.asarray(keras.ops.convert_to_numpy(model(x)), np.float32))
        model.save(f"{folder}/{name}.keras")
        pack(f"{folder}/{name}.keras")
        if make.__name__ in LEGACY:
            model.save(f"{folder}/{name}.h5")


main(sys.argv[1])
